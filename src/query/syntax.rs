//! Tokens to a tree without types, by precedence climbing (Pratt 1973).
//!
//! From loose to tight: `or`, `and`, `not`, comparisons (which do not chain), `+ -`, `* /`, `-`.

use super::token::{Span, Token, problem, tokens};
use super::{Arithmetic, Comparison, Decimal};
use crate::problem::Problem;

/// One expression and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Syntax {
    pub(super) span: Span,
    pub(super) node: Node,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    Word(String),
    Quoted(String),
    Text(String),
    Number(Decimal),
    Truth(bool),
    Not(Box<Syntax>),
    All(Vec<Syntax>),
    Any(Vec<Syntax>),
    Compare(Box<Syntax>, Comparison, Box<Syntax>),
    Between(Box<Syntax>, Box<Syntax>, Box<Syntax>),
    In(Box<Syntax>, Vec<Syntax>),
    Like(Box<Syntax>, Box<Syntax>),
    Null(Box<Syntax>),
    Minus(Box<Syntax>),
    Join(Box<Syntax>, Arithmetic, Box<Syntax>),
}

/// Brackets, `not`, `-` and joined amounts within each other; a bound on the stack.
const DEEPEST: usize = 100;

const OR: u8 = 1;
const AND: u8 = 2;
const NOT: u8 = 3;
const COMPARE: u8 = 4;
const SUM: u8 = 5;
const PRODUCT: u8 = 6;
const SIGN: u8 = 7;

/// Reads a whole filter.
pub(super) fn parse(text: &str) -> Result<Syntax, Problem> {
    let mut parser = Parser { text, tokens: tokens(text)?, at: 0, depth: 0 };
    let found = parser.expression(OR)?;
    match parser.peek() {
        (Token::End, _) => Ok(found),
        (token, span) => {
            let message = format!("expected `and`, `or` or the end, found {}", described(token));
            Err(problem(text, *span, message))
        }
    }
}

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<(Token, Span)>,
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn peek(&self) -> &(Token, Span) {
        // The last token is `End`, and nothing steps over it.
        &self.tokens[self.at.min(self.tokens.len() - 1)]
    }

    fn take(&mut self) -> (Token, Span) {
        let taken = self.peek().clone();
        self.at += 1;
        taken
    }

    fn takes(&mut self, token: &Token) -> bool {
        let found = self.peek().0 == *token;
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, sign: &'static str) -> Result<Span, Problem> {
        let (token, span) = self.take();
        if token == Token::Sign(sign) {
            return Ok(span);
        }
        Err(problem(self.text, span, format!("expected `{sign}`, found {}", described(&token))))
    }

    /// An expression of operators that bind at least as tightly as `least`.
    fn expression(&mut self, least: u8) -> Result<Syntax, Problem> {
        let entered = self.depth;
        self.deeper()?;
        let mut left = self.first()?;
        loop {
            let binding = self.binding();
            if binding < least || binding == 0 {
                break;
            }
            if binding >= SUM {
                self.deeper()?;
            }
            left = self.joined(left, binding)?;
        }
        self.depth = entered;
        Ok(left)
    }

    fn deeper(&mut self) -> Result<(), Problem> {
        self.depth += 1;
        if self.depth <= DEEPEST {
            return Ok(());
        }
        let span = self.peek().1;
        Err(problem(self.text, span, format!("the filter is more than {DEEPEST} levels deep")))
    }

    /// How tightly the operator ahead binds; 0 when there is none.
    fn binding(&self) -> u8 {
        match self.peek().0 {
            Token::Key("or") => OR,
            Token::Key("and") => AND,
            Token::Key("in" | "not" | "between" | "is" | "like")
            | Token::Sign("=" | "<>" | "!=" | "<" | "<=" | ">" | ">=") => COMPARE,
            Token::Sign("+" | "-") => SUM,
            Token::Sign("*" | "/") => PRODUCT,
            _ => 0,
        }
    }

    /// What stands before any operator.
    fn first(&mut self) -> Result<Syntax, Problem> {
        let (token, span) = self.take();
        let node = match token {
            Token::Word(word) => Node::Word(word),
            Token::Quoted(name) => Node::Quoted(name),
            Token::Text(text) => Node::Text(text),
            Token::Number(number) => Node::Number(number),
            Token::Key("true") => Node::Truth(true),
            Token::Key("false") => Node::Truth(false),
            Token::Key("not") => return self.prefixed(span, NOT, Node::Not),
            Token::Sign("-") => return self.prefixed(span, SIGN, Node::Minus),
            Token::Sign("(") => {
                let inner = self.expression(OR)?;
                let span = span.to(self.expect(")")?);
                return Ok(Syntax { span, ..inner });
            }
            Token::Key("null") => {
                let found = problem(self.text, span, "nothing can be compared with `null`");
                return Err(found.help("write `… is null` or `… is not null`"));
            }
            other => {
                let message =
                    format!("expected a name, text or number, found {}", described(&other));
                return Err(problem(self.text, span, message));
            }
        };
        Ok(Syntax { span, node })
    }

    fn prefixed(
        &mut self,
        span: Span,
        least: u8,
        make: impl Fn(Box<Syntax>) -> Node,
    ) -> Result<Syntax, Problem> {
        let inner = self.expression(least)?;
        Ok(Syntax { span: span.to(inner.span), node: make(Box::new(inner)) })
    }

    /// `left`, joined by the operator ahead with what follows it.
    fn joined(&mut self, left: Syntax, binding: u8) -> Result<Syntax, Problem> {
        if binding == COMPARE {
            return self.compared(left);
        }
        let (token, _) = self.take();
        let right = self.expression(binding + 1)?;
        let span = left.span.to(right.span);
        let arithmetic = match token {
            Token::Key("or") => return Ok(Syntax { span, node: any(left, right) }),
            Token::Key(_) => return Ok(Syntax { span, node: all(left, right) }),
            Token::Sign("+") => Arithmetic::Add,
            Token::Sign("-") => Arithmetic::Subtract,
            Token::Sign("*") => Arithmetic::Multiply,
            _ => Arithmetic::Divide,
        };
        Ok(Syntax { span, node: Node::Join(Box::new(left), arithmetic, Box::new(right)) })
    }

    fn compared(&mut self, left: Syntax) -> Result<Syntax, Problem> {
        let start = left.span;
        let (token, span) = self.take();
        let comparison = match token {
            Token::Sign("=") => Comparison::Equal,
            Token::Sign("<>" | "!=") => Comparison::Unequal,
            Token::Sign("<") => Comparison::Less,
            Token::Sign("<=") => Comparison::LessOrEqual,
            Token::Sign(">") => Comparison::Greater,
            Token::Sign(_) => Comparison::GreaterOrEqual,
            key => {
                let negated = key == Token::Key("not");
                let key = if negated { self.take() } else { (key, span) };
                return self.worded(left, key, negated.into());
            }
        };
        let right = self.expression(SUM)?;
        self.refuse_chain()?;
        let span = start.to(right.span);
        Ok(Syntax { span, node: Node::Compare(Box::new(left), comparison, Box::new(right)) })
    }

    /// A comparison by key word, whose `not`, if it had one, is already taken.
    fn worded(
        &mut self,
        left: Syntax,
        (token, place): (Token, Span),
        mut sense: Sense,
    ) -> Result<Syntax, Problem> {
        let start = left.span;
        let left = Box::new(left);
        let (node, last) = match token {
            Token::Key("in") => {
                let (values, last) = self.list()?;
                (Node::In(left, values), last)
            }
            Token::Key("like") => {
                let pattern = self.expression(SUM)?;
                let last = pattern.span;
                (Node::Like(left, Box::new(pattern)), last)
            }
            Token::Key("between") => {
                let low = self.expression(SUM)?;
                self.expect_key("and")?;
                let high = self.expression(SUM)?;
                let last = high.span;
                (Node::Between(left, Box::new(low), Box::new(high)), last)
            }
            Token::Key("is") if sense == Sense::Plain => {
                sense = self.takes(&Token::Key("not")).into();
                (Node::Null(left), self.expect_key("null")?)
            }
            other => {
                let message =
                    format!("expected `in`, `like` or `between`, found {}", described(&other));
                return Err(problem(self.text, place, message));
            }
        };
        self.refuse_chain()?;
        let found = Syntax { span: start.to(last), node };
        Ok(match sense {
            Sense::Plain => found,
            Sense::Negated => Syntax { span: found.span, node: Node::Not(Box::new(found)) },
        })
    }

    fn expect_key(&mut self, key: &'static str) -> Result<Span, Problem> {
        let (token, span) = self.take();
        if token == Token::Key(key) {
            return Ok(span);
        }
        Err(problem(self.text, span, format!("expected `{key}`, found {}", described(&token))))
    }

    /// Values in brackets, at least one.
    fn list(&mut self) -> Result<(Vec<Syntax>, Span), Problem> {
        self.expect("(")?;
        let mut values = vec![self.expression(SUM)?];
        while self.takes(&Token::Sign(",")) {
            values.push(self.expression(SUM)?);
        }
        Ok((values, self.expect(")")?))
    }

    fn refuse_chain(&self) -> Result<(), Problem> {
        if self.binding() != COMPARE {
            return Ok(());
        }
        let found = problem(self.text, self.peek().1, "comparisons do not chain");
        Err(found.help("join two of them with `and`"))
    }
}

/// Whether a comparison by key word had a `not`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sense {
    Plain,
    Negated,
}

impl From<bool> for Sense {
    fn from(negated: bool) -> Self {
        if negated { Self::Negated } else { Self::Plain }
    }
}

fn all(left: Syntax, right: Syntax) -> Node {
    match left.node {
        Node::All(mut parts) => {
            parts.push(right);
            Node::All(parts)
        }
        _ => Node::All(vec![left, right]),
    }
}

fn any(left: Syntax, right: Syntax) -> Node {
    match left.node {
        Node::Any(mut parts) => {
            parts.push(right);
            Node::Any(parts)
        }
        _ => Node::Any(vec![left, right]),
    }
}

fn described(token: &Token) -> String {
    match token {
        Token::Word(word) => format!("`{word}`"),
        Token::Quoted(name) => format!("`\"{name}\"`"),
        Token::Text(text) => format!("`'{text}'`"),
        Token::Number(number) => format!("`{number}`"),
        Token::Key(word) | Token::Sign(word) => format!("`{word}`"),
        Token::End => "the end of the filter".to_owned(),
    }
}
