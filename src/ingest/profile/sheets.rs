//! A profile as it reads a sheet: a cell may hold a date itself, not the text of one.

use super::{Pick, Profile};
use crate::ingest::records::Origin;
use crate::ingest::times::TimeFormat;
use std::borrow::Cow;

impl Profile {
    /// The profile for what a text was made from: in a sheet, every format takes date cells too; in
    /// JSON, a name that no object has is there without a value in each.
    pub fn for_origin(&self, origin: Origin) -> Cow<'_, Self> {
        if origin == Origin::Text {
            return Cow::Borrowed(self);
        }
        let mut profile = self.clone();
        if origin == Origin::Json {
            profile.map.values_mut().for_each(|field| field.optional = true);
            return Cow::Owned(profile);
        }
        for field in profile.map.values_mut() {
            field.formats.iter_mut().for_each(widen);
            if let Pick::DateTime { date, .. } = &mut field.pick {
                widen(&mut date.1);
            }
        }
        if let Some(events) = &mut profile.events {
            events.time.formats.iter_mut().for_each(widen);
        }
        Cow::Owned(profile)
    }
}

fn widen(format: &mut TimeFormat) {
    let own = std::mem::replace(format, TimeFormat::Iso8601);
    *format = TimeFormat::OrDateCell(Box::new(own));
}
