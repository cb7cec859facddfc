//! Words about recoveries: when a run was cut off, and where.

use std::time::SystemTime;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::file::recovery::Left;
use crate::ui::format::thousands;

/// The newest recovery that nobody has opened, in a line for the start.
pub fn announcement(rows: &[Left]) -> Option<String> {
    let Left { name, epoch, written, .. } = rows.iter().find(|row| !row.was_opened)?;
    let times = local(*written).zip(local(SystemTime::now()));
    let time = times.map_or_else(String::new, |(time, now)| format!(" of {}", day_and_time(time, now)));
    Some(format!("the run{time} ({name}) was cut off at epoch {}: o opens it", thousands(*epoch)))
}

/// A recovery in the list of what can be opened.
pub fn row(recovery: &Left) -> String {
    format!("recovered: {}, epoch {}", recovery.name, thousands(recovery.epoch))
}

/// A time on the clock of whoever looks.
fn local(time: SystemTime) -> Option<DateTime> {
    Timestamp::try_from(time).ok().map(|time| TimeZone::system().to_datetime(time))
}

/// The time on the clock, with the day if that is not today.
fn day_and_time(time: DateTime, now: DateTime) -> String {
    let format = if time.date() == now.date() { "%H:%M" } else { "%-d %B, %H:%M" };
    time.strftime(format).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_is_named_unless_it_is_today() {
        let at = |text: &str| text.parse::<DateTime>().unwrap();
        let now = at("2026-11-29T13:30:00");
        assert_eq!(day_and_time(at("2026-11-29T12:04:59"), now), "12:04");
        assert_eq!(day_and_time(at("2026-11-28T23:59:00"), now), "28 November, 23:59");
    }

    #[test]
    fn only_a_recovery_that_was_never_opened_is_announced() {
        let left = |was_opened| Left {
            base: "1-2-3".into(),
            name: "xor-blobs".into(),
            epoch: 1240,
            written: SystemTime::now(),
            was_opened,
        };
        assert_eq!(announcement(&[left(true)]), None);
        let line = announcement(&[left(true), left(false)]).unwrap();
        assert!(
            line.starts_with("the run of ") && line.ends_with(" (xor-blobs) was cut off at epoch 1,240: o opens it")
        );
    }
}
