//! Tables of points from any reader.
