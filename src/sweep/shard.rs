//! Shards: parts of a plan for several processes, which know nothing of each other.

use std::fmt;
use std::str::FromStr;

/// The most consecutive runs of a shard: those of one shape may be trained side by side.
const MAX_BLOCK: u64 = 16;

/// A part of a plan: blocks of consecutive runs in turn, so that each shard has as much of everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// From 0.
    place: u64,
    count: u64,
}

impl Shard {
    /// The whole plan.
    pub const WHOLE: Self = Self { place: 0, count: 1 };

    /// Shard `number` of `count`, from 1; none if there is no such.
    pub fn new(number: u64, count: u64) -> Option<Self> {
        (1..=count).contains(&number).then(|| Self { place: number - 1, count })
    }

    fn block(self, runs: u64) -> u64 {
        (runs / self.count).clamp(1, MAX_BLOCK)
    }

    /// Whether a run of a plan with so many is in it.
    pub fn has(self, run: u64, runs: u64) -> bool {
        run / self.block(runs) % self.count == self.place
    }

    /// Its runs, of a plan with so many.
    pub fn runs(self, runs: u64) -> impl Iterator<Item = u64> {
        let block = self.block(runs);
        let starts = (self.place * block..runs).step_by((block * self.count) as usize);
        starts.flat_map(move |start| start..runs.min(start + block))
    }

    /// How many runs it has, of a plan with so many.
    pub fn len(self, runs: u64) -> u64 {
        let block = self.block(runs);
        let (rounds, rest) = (runs / (block * self.count), runs % (block * self.count));
        rounds * block + rest.saturating_sub(self.place * block).min(block)
    }
}

impl FromStr for Shard {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        let numbers =
            text.split_once('/').and_then(|(number, count)| Some((number.parse().ok()?, count.parse().ok()?)));
        numbers
            .and_then(|(number, count)| Self::new(number, count))
            .ok_or("a number and how many there are is needed, from 1/1 on, as in 2/4")
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.place + 1, self.count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shards_of_a_plan_have_each_run_once() {
        for runs in [1, 2, 7, 16, 17, 64, 100, 1000] {
            for count in [1, 2, 3, 4, 7, 20] {
                let mut seen = vec![0; runs as usize];
                for number in 1..=count {
                    let shard = Shard::new(number, count).unwrap();
                    let own: Vec<_> = shard.runs(runs).collect();
                    assert_eq!(own.len() as u64, shard.len(runs), "{shard} of {runs}");
                    assert!(own.is_sorted() && own.iter().all(|run| shard.has(*run, runs)));
                    for run in &own {
                        seen[*run as usize] += 1;
                    }
                }
                assert!(seen.iter().all(|times| *times == 1), "{count} shards of {runs}");
            }
        }
        let shares: Vec<_> = (1..=4).map(|number| Shard::new(number, 4).unwrap().len(64)).collect();
        assert_eq!(shares, [16; 4]);
    }

    #[test]
    fn shards_are_read_as_they_are_written() {
        assert_eq!("2/4".parse::<Shard>().map(|shard| shard.to_string()), Ok("2/4".to_owned()));
        for text in ["", "2", "0/4", "5/4", "1/0", "a/b", "-1/4"] {
            text.parse::<Shard>().unwrap_err();
        }
    }
}
