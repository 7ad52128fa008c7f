//! Timestamps by declared format; what could be read in two ways is never guessed.

mod shown;

use super::values::{Decimal, DecimalMark};
use crate::model::Zone;
use crate::model::civil::{Civil, DAY_MS};

pub use shown::readings;

/// A moment as a cell tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// What a clock showed; the column's zone decides the instant.
    Local(Civil),
    /// An instant, in milliseconds since 1970 in UTC: the cell has an offset, or counts seconds.
    Instant(i64),
}

/// How a column writes timestamps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TimeFormat {
    /// `2026-10-23T22:52:07-05:00`, with a space for the `T`, without offset, seconds or time.
    Iso8601,
    /// Seconds since 1970, decimals allowed.
    EpochSeconds,
    /// Milliseconds since 1970.
    EpochMilliseconds,
    /// Days since 1899-12-30 as a spreadsheet counts them, rounded to the second.
    ExcelSerial,
    /// `strftime` directives.
    Pattern(Vec<Token>),
    /// Another format, or the ISO 8601 that stands for a date cell of a sheet.
    OrDateCell(Box<TimeFormat>),
}

/// One piece of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token {
    /// A character that must stand there; a space stands for any run of spaces.
    Literal(char),
    /// A directive: the letter behind `%`.
    Part(char),
}

const DIRECTIVES: &str = "YymdHIMSpbBaAfz";

impl TimeFormat {
    /// The format of that name or pattern.
    ///
    /// # Errors
    ///
    /// Says which directive is unknown.
    pub fn parse(text: &str) -> Result<Self, String> {
        match text {
            "iso8601" => return Ok(Self::Iso8601),
            "epoch_s" => return Ok(Self::EpochSeconds),
            "epoch_ms" => return Ok(Self::EpochMilliseconds),
            "excel_serial" => return Ok(Self::ExcelSerial),
            _ => {}
        }
        let mut tokens = Vec::new();
        let mut chars = text.chars().filter(|c| *c != '\u{feff}');
        while let Some(c) = chars.next() {
            if c != '%' {
                tokens.push(Token::Literal(c));
                continue;
            }
            match chars.next() {
                Some('T') => tokens.extend(pattern("%H:%M:%S")),
                Some('F') => tokens.extend(pattern("%Y-%m-%d")),
                Some('.') if chars.next() == Some('f') => tokens.push(Token::Part('.')),
                Some('%') => tokens.push(Token::Literal('%')),
                Some(part) if DIRECTIVES.contains(part) => tokens.push(Token::Part(part)),
                Some(other) => return Err(format!("there is no directive `%{other}`")),
                None => return Err("a `%` stands at the end".to_owned()),
            }
        }
        if !tokens.iter().any(|token| matches!(token, Token::Part(_))) {
            return Err(format!("`{text}` holds no directive such as `%Y`"));
        }
        Ok(Self::Pattern(tokens))
    }

    /// Whether it is a number, whose decimals stand behind the mark that the file writes.
    pub fn is_number(&self) -> bool {
        match self {
            Self::EpochSeconds | Self::EpochMilliseconds | Self::ExcelSerial => true,
            Self::OrDateCell(own) => own.is_number(),
            Self::Iso8601 | Self::Pattern(_) => false,
        }
    }

    /// The moment a cell tells; `None` when the cell does not have this format or the calendar no
    /// such date, or the instant lies outside years 1 to 9999 in UTC. Years of two digits lie in
    /// `century` when given, else in 1969–2068 as POSIX says.
    pub fn read(&self, text: &str, century: Option<i32>) -> Option<Moment> {
        self.moment(text, century).filter(|moment| match moment {
            Moment::Local(_) => true,
            Moment::Instant(ms) => Civil::from_wall_ms(*ms).is_some(),
        })
    }

    fn moment(&self, text: &str, century: Option<i32>) -> Option<Moment> {
        let decimal = || Decimal::parse(text, DecimalMark::Point);
        match self {
            Self::Iso8601 => iso8601(text),
            Self::EpochSeconds => decimal()?.times(1_000).map(Moment::Instant),
            Self::EpochMilliseconds => decimal()?.times(1).map(Moment::Instant),
            Self::ExcelSerial => {
                let seconds = decimal()?.times(86_400)?;
                let from_1970 = seconds.checked_mul(1_000)?.checked_sub(25_569 * DAY_MS)?;
                Civil::from_wall_ms(from_1970).map(Moment::Local)
            }
            Self::OrDateCell(own) => iso8601(text).or_else(|| own.moment(text, century)),
            Self::Pattern(tokens) => Parts::default().read(tokens, text, century),
        }
    }
}

fn pattern(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        tokens.push(match c {
            '%' => Token::Part(chars.next().unwrap_or('%')),
            other => Token::Literal(other),
        });
    }
    tokens
}

/// `2026-10-23T22:52:07`, or with a space for the `T`, and nothing else: what most exports write.
pub(super) fn plain_iso8601(text: &str) -> Option<Civil> {
    let bytes: &[u8; 19] = text.as_bytes().try_into().ok()?;
    let marks = [bytes[4], bytes[7], bytes[13], bytes[16]] == *b"--::";
    if !marks || !matches!(bytes[10], b'T' | b' ') {
        return None;
    }
    let digit = |at: usize| bytes[at].wrapping_sub(b'0');
    let mut wrong = false;
    let mut pair = |at: usize| {
        wrong |= digit(at) > 9 || digit(at + 1) > 9;
        digit(at).wrapping_mul(10).wrapping_add(digit(at + 1))
    };
    let [century, year, month, day] = [0, 2, 5, 8].map(&mut pair);
    let [hour, minute, second] = [11, 14, 17].map(&mut pair);
    if wrong {
        return None;
    }
    Civil::new(i32::from(century) * 100 + i32::from(year), month, day)?.at(hour, minute, second, 0)
}

/// Reads times in their most common spelling and finds their instants; rows of one day need only the first
/// to be looked at whole.
pub struct Days<'z> {
    zone: &'z Zone,
    date: [u8; 10],
    midnight: Option<i64>,
}

impl<'z> Days<'z> {
    /// Of times in a zone.
    pub fn of(zone: &'z Zone) -> Self {
        Self { zone, date: [0; 10], midnight: None }
    }

    /// The instant of a time that is spelled in the most common way, on a day on which clocks were
    /// not changed; `None` for any other.
    pub fn instant(&mut self, bytes: &[u8]) -> Option<i64> {
        let bytes: &[u8; 19] = bytes.try_into().ok()?;
        let (date, time) = bytes.split_first_chunk::<10>()?;
        if *date != self.date {
            let text = std::str::from_utf8(bytes).ok()?;
            let local = plain_iso8601(text)?;
            let day = Civil::new(local.year(), local.month(), local.day())?;
            (self.date, self.midnight) = (*date, self.zone.plain_midnight(day));
        }
        Some(self.midnight? + i64::from(time_of_day(time)?) * 1_000)
    }
}

/// Seconds since midnight of ` 08:30:00` or `T08:30:00`.
fn time_of_day(time: &[u8]) -> Option<u32> {
    let [b'T' | b' ', h, hh, b':', m, mm, b':', s, ss] = *time else { return None };
    let digit = |byte: u8| u32::from(byte.wrapping_sub(b'0'));
    let pairs = [[h, hh], [m, mm], [s, ss]].map(|pair| pair.map(digit));
    if pairs.iter().flatten().any(|digit| *digit > 9) {
        return None;
    }
    let [hour, minute, second] = pairs.map(|[tens, ones]| tens * 10 + ones);
    (hour < 24 && minute < 60 && second < 60).then_some((hour * 60 + minute) * 60 + second)
}

/// ISO 8601 as exports write it: a date, then perhaps a time, then perhaps an offset.
fn iso8601(text: &str) -> Option<Moment> {
    let bytes = text.as_bytes();
    let (date, rest) = (bytes.get(..10)?, &bytes[10..]);
    if date[4] != b'-' || date[7] != b'-' {
        return None;
    }
    let year = i32::from(two(&date[..2])?) * 100 + i32::from(two(&date[2..4])?);
    let date = Civil::new(year, two(&date[5..7])?, two(&date[8..10])?)?;
    let Some((mark, time)) = rest.split_first() else { return Some(Moment::Local(date)) };
    // Spreadsheets write the hours before ten with one digit.
    let (hour, time) = match *time {
        [hour @ b'0'..=b'9', b':', ..] => (hour - b'0', &time[1..]),
        [tens, ones, b':', ..] => (two(&[tens, ones])?, &time[2..]),
        _ => return None,
    };
    if !matches!(mark, b'T' | b't' | b' ') {
        return None;
    }
    let minute = two(time.get(1..3)?)?;
    let mut rest = &time[3..];
    let mut second = 0;
    if rest.first() == Some(&b':') {
        second = two(rest.get(1..3)?)?;
        rest = &rest[3..];
    }
    let (milli, rest) = fraction(rest)?;
    let local = date.at(hour, minute, second, milli)?;
    if rest.is_empty() {
        return Some(Moment::Local(local));
    }
    Some(Moment::Instant(local.wall_ms() - offset(rest)?))
}

fn two(bytes: &[u8]) -> Option<u8> {
    let [tens, ones] = bytes else { return None };
    let digit = |byte: u8| byte.checked_sub(b'0').filter(|digit| *digit < 10);
    Some(digit(*tens)? * 10 + digit(*ones)?)
}

/// `.5` or `,512345` in milliseconds, cut not rounded, and what follows.
fn fraction(bytes: &[u8]) -> Option<(u16, &[u8])> {
    let Some((b'.' | b',', rest)) = bytes.split_first() else { return Some((0, bytes)) };
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if digits == 0 {
        return None;
    }
    let thousandths =
        |at: usize| rest.get(at).filter(|_| at < digits).map_or(0, |byte| u16::from(byte - b'0'));
    Some((thousandths(0) * 100 + thousandths(1) * 10 + thousandths(2), &rest[digits..]))
}

/// `Z`, `+02`, `+0200`, `+02:00`, a space before it allowed; milliseconds east of UTC.
fn offset(bytes: &[u8]) -> Option<i64> {
    let bytes = bytes.trim_ascii();
    let sign = match bytes.first()? {
        b'Z' | b'z' => return (bytes.len() == 1).then_some(0),
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits: Vec<u8> = bytes[1..].iter().copied().filter(|byte| *byte != b':').collect();
    let (hours, minutes) = match digits.len() {
        2 => (two(&digits)?, 0),
        4 => (two(&digits[..2])?, two(&digits[2..])?),
        _ => return None,
    };
    (hours <= 18 && minutes < 60)
        .then(|| sign * (i64::from(hours) * 60 + i64::from(minutes)) * 60_000)
}

/// What a pattern has found so far.
#[derive(Default)]
struct Parts {
    year: Option<i32>,
    short_year: Option<i32>,
    month: Option<u8>,
    day: Option<u8>,
    hour: u8,
    hour12: Option<u8>,
    afternoon: Option<bool>,
    minute: u8,
    second: u8,
    milli: u16,
    offset: Option<i64>,
}

impl Parts {
    fn read(mut self, tokens: &[Token], text: &str, century: Option<i32>) -> Option<Moment> {
        let mut rest = text.trim();
        for token in tokens {
            rest = match token {
                Token::Literal(' ') => rest.strip_prefix([' ', '\u{a0}', '\u{202f}'])?.trim_start(),
                Token::Literal(literal) => rest.strip_prefix(*literal)?,
                Token::Part(part) => self.part(*part, rest)?,
            };
        }
        if !rest.is_empty() {
            return None;
        }
        let hour = match (self.hour12, self.afternoon) {
            (Some(hour), Some(afternoon)) => hour % 12 + if afternoon { 12 } else { 0 },
            (Some(_), None) => return None,
            (None, _) => self.hour,
        };
        let year = match (self.year, self.short_year) {
            (Some(year), _) => year,
            (None, Some(short)) => {
                century.map_or(if short < 69 { 2000 } else { 1900 }, |c| c) + short
            }
            (None, None) => return None,
        };
        let local = Civil::new(year, self.month?, self.day?)?;
        let local = local.at(hour, self.minute, self.second, self.milli)?;
        Some(
            self.offset
                .map_or(Moment::Local(local), |east| Moment::Instant(local.wall_ms() - east)),
        )
    }

    /// Reads one directive and returns what follows.
    fn part<'a>(&mut self, part: char, text: &'a str) -> Option<&'a str> {
        let number = |most: usize| -> Option<(u16, &'a str)> {
            let digits = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
            Some((text[..digits].parse().ok()?, &text[digits..]))
        };
        let small = |most: usize, range: std::ops::RangeInclusive<u16>| {
            let (value, rest) = number(most)?;
            let value = Some(value).filter(|value| range.contains(value))?;
            Some((u8::try_from(value).ok()?, rest))
        };
        let rest = match part {
            'Y' => number(4).map(|(year, rest)| (self.year = Some(i32::from(year)), rest))?.1,
            'y' => {
                small(2, 0..=99).map(|(y, rest)| (self.short_year = Some(i32::from(y)), rest))?.1
            }
            'm' => small(2, 1..=12).map(|(month, rest)| (self.month = Some(month), rest))?.1,
            'd' => small(2, 1..=31).map(|(day, rest)| (self.day = Some(day), rest))?.1,
            'H' => small(2, 0..=23).map(|(hour, rest)| (self.hour = hour, rest))?.1,
            'I' => small(2, 1..=12).map(|(hour, rest)| (self.hour12 = Some(hour), rest))?.1,
            'M' => small(2, 0..=59).map(|(minute, rest)| (self.minute = minute, rest))?.1,
            'S' => small(2, 0..=59).map(|(second, rest)| (self.second = second, rest))?.1,
            'f' | '.' => return self.decimals(part, text),
            'z' => {
                let end = text.find(' ').unwrap_or(text.len());
                self.offset = Some(offset(&text.as_bytes()[..end])?);
                &text[end..]
            }
            _ => return self.word(part, text),
        };
        Some(rest)
    }

    fn decimals<'a>(&mut self, part: char, text: &'a str) -> Option<&'a str> {
        if part == '.' && !text.starts_with(['.', ',']) {
            return Some(text);
        }
        let digits = if part == '.' { &text[1..] } else { text };
        let length = digits.bytes().take_while(u8::is_ascii_digit).count();
        let padded: String = digits[..length].chars().chain("000".chars()).take(3).collect();
        self.milli = (length > 0).then(|| padded.parse().ok())??;
        Some(&digits[length..])
    }

    fn word<'a>(&mut self, part: char, text: &'a str) -> Option<&'a str> {
        let length = text.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (word, rest) = text.split_at(length);
        let word = word.to_ascii_lowercase();
        match part {
            'p' => self.afternoon = Some(["am", "pm"].iter().position(|half| *half == word)? == 1),
            'b' | 'B' => self.month = Some(month(&word)?),
            _ => return (word.len() >= 2).then_some(rest),
        }
        Some(rest)
    }
}

/// English month names, whole or by their first three letters.
fn month(word: &str) -> Option<u8> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let at = NAMES
        .iter()
        .position(|name| *name == word || (word.len() == 3 && name.starts_with(word)))?;
    u8::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests;
