//! The README and the walk-throughs tell the truth: every block in them is run.

#[test]
fn every_block_of_the_readme_does_what_it_shows() {
    trycmd::TestCases::new().case("README.md");
}
