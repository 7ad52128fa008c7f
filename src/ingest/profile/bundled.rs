//! The profiles that come with the program, by name.

use super::{Profile, parse};
use crate::problem::Problems;

/// Name and text of each, in order of name.
const BUNDLED: [(&str, &str); 18] = [
    ("aircall_calls", include_str!("bundled/aircall_calls.toml")),
    ("amazon_connect_ctr", include_str!("bundled/amazon_connect_ctr.toml")),
    ("asterisk_queue_log", include_str!("bundled/asterisk_queue_log.toml")),
    ("avaya_cms_ech", include_str!("bundled/avaya_cms_ech.toml")),
    ("cisco_uccx", include_str!("bundled/cisco_uccx.toml")),
    ("five9_call_log", include_str!("bundled/five9_call_log.toml")),
    ("freepbx_cdr", include_str!("bundled/freepbx_cdr.toml")),
    ("freepbx_cdr_headerless", include_str!("bundled/freepbx_cdr_headerless.toml")),
    ("genesys_cloud_interactions", include_str!("bundled/genesys_cloud_interactions.toml")),
    ("genesys_cloud_performance", include_str!("bundled/genesys_cloud_performance.toml")),
    ("nice_cxone_evaluations", include_str!("bundled/nice_cxone_evaluations.toml")),
    ("pbxware_queue_log", include_str!("bundled/pbxware_queue_log.toml")),
    ("talkdesk_calls", include_str!("bundled/talkdesk_calls.toml")),
    ("talkdesk_calls_2025", include_str!("bundled/talkdesk_calls_2025.toml")),
    ("talkdesk_contacts", include_str!("bundled/talkdesk_contacts.toml")),
    ("threecx_calls", include_str!("bundled/threecx_calls.toml")),
    ("vicidial_closer_log", include_str!("bundled/vicidial_closer_log.toml")),
    ("zendesk_talk_calls", include_str!("bundled/zendesk_talk_calls.toml")),
];

/// Every name, in order.
pub fn names() -> impl Iterator<Item = &'static str> {
    BUNDLED.iter().map(|(name, _)| *name)
}

/// The text of a bundled profile; `None` when none has that name.
pub fn text(name: &str) -> Option<&'static str> {
    BUNDLED.iter().find(|(other, _)| *other == name).map(|(_, text)| *text)
}

/// Every bundled profile.
///
/// # Errors
///
/// None that a test would let through: each is read by one.
pub fn all() -> Result<Vec<Profile>, Problems> {
    BUNDLED.iter().map(|(name, text)| parse(name, text)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::profile::HeaderRule;

    #[test]
    fn each_is_read_and_carries_its_name() {
        for profile in all().unwrap() {
            assert_eq!(profile.name, profile.path);
            let detect = &profile.detect;
            let is_headerless = matches!(profile.file.header, HeaderRule::Columns(_));
            assert!(is_headerless || !detect.header_has.is_empty());
            assert!(text(&profile.name).is_some());
        }
        assert!(names().is_sorted());
        assert_eq!(text("acd"), None);
    }
}
