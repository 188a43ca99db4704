//! Reading expressions.

use regex_syntax::ast::parse::ParserBuilder;
use regex_syntax::ast::{
    AssertionKind, Ast, ClassAscii, ClassAsciiKind, ClassBracketed, ClassPerl, ClassPerlKind, ClassSet,
    ClassSetItem, GroupKind, RepetitionKind, RepetitionRange, Span,
};
use regex_syntax::hir::translate::Translator;
use regex_syntax::hir::{Class, HirKind};

use super::Problem;
use super::tree::{Letters, Node};

/// What ASCII can print.
const PRINTABLE: (char, char) = (' ', '~');
/// Deepest nesting of groups, each of which is a call within a call.
const DEEPEST: u32 = 50;

pub fn read(text: &str) -> Result<Node, Vec<Problem>> {
    let ast = match ParserBuilder::new().nest_limit(DEEPEST).build().parse(text) {
        Ok(ast) => ast,
        Err(error) => {
            let message = format!("is no regular expression: {}", error.kind());
            let at = error.span().start.offset;
            return Err(vec![Problem { at, code: "bad-pattern", message, hint: None }]);
        }
    };
    let mut reader = Reader { text, problems: Vec::new() };
    let node = reader.node(&ast, true, true);
    match node {
        Some(node) if reader.problems.is_empty() => Ok(node),
        _ => Err(reader.problems),
    }
}

struct Reader<'a> {
    text: &'a str,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn refuse<T>(&mut self, span: &Span, code: &'static str, message: &str, hint: Option<&str>) -> Option<T> {
        let written = self.text.get(span.start.offset..span.end.offset).unwrap_or_default();
        let message = format!("'{written}' {message}");
        self.problems.push(Problem { at: span.start.offset, code, message, hint: hint.map(str::to_owned) });
        None
    }

    /// A part of the expression; `first` and `last` say whether nothing stands before it, or after it.
    fn node(&mut self, ast: &Ast, first: bool, last: bool) -> Option<Node> {
        match ast {
            Ast::Empty(_) => Some(Node::Sequence(Vec::new())),
            Ast::Flags(flags) => self.flags(&flags.span),
            Ast::Literal(literal) => Letters::new([(literal.c, literal.c)]).map(Node::Letter),
            Ast::Dot(_) => Letters::new([PRINTABLE]).map(Node::Letter),
            Ast::Assertion(assertion) => {
                let holds = match assertion.kind {
                    AssertionKind::StartLine | AssertionKind::StartText => first,
                    AssertionKind::EndLine | AssertionKind::EndText => last,
                    AssertionKind::WordBoundary
                    | AssertionKind::NotWordBoundary
                    | AssertionKind::WordBoundaryStart
                    | AssertionKind::WordBoundaryEnd
                    | AssertionKind::WordBoundaryStartAngle
                    | AssertionKind::WordBoundaryEndAngle
                    | AssertionKind::WordBoundaryStartHalf
                    | AssertionKind::WordBoundaryEndHalf => false,
                };
                if holds {
                    return Some(Node::Sequence(Vec::new()));
                }
                let hint = Some("^ and $ may stand at the ends, where they say nothing");
                self.refuse(
                    &assertion.span,
                    "bad-pattern",
                    "looks around, but a text is made from left to right",
                    hint,
                )
            }
            Ast::ClassUnicode(class) => self.unicode(&class.span),
            Ast::ClassPerl(class) => {
                let item = ClassSetItem::Ascii(ascii(class));
                self.class(ClassBracketed { span: class.span, negated: false, kind: ClassSet::Item(item) })
            }
            Ast::ClassBracketed(class) => {
                let mut class = ClassBracketed::clone(class);
                self.only_ascii(&mut class.kind).then_some(())?;
                self.class(class)
            }
            Ast::Repetition(repetition) => {
                let range = match repetition.op.kind {
                    RepetitionKind::ZeroOrOne => Some((0, 1)),
                    RepetitionKind::Range(RepetitionRange::Exactly(n)) => Some((n, n)),
                    RepetitionKind::Range(RepetitionRange::Bounded(least, most)) => Some((least, most)),
                    RepetitionKind::ZeroOrMore
                    | RepetitionKind::OneOrMore
                    | RepetitionKind::Range(RepetitionRange::AtLeast(_)) => None,
                };
                let node = self.node(&repetition.ast, false, false);
                let Some((least, most)) = range else {
                    let hint = Some("say how often at most, as in {1,8}");
                    return self.refuse(&repetition.op.span, "endless-pattern", "repeats without end", hint);
                };
                Some(Node::Repeated { node: Box::new(node?), least, most })
            }
            Ast::Group(group) => {
                if let GroupKind::NonCapturing(flags) = &group.kind
                    && !flags.items.is_empty()
                {
                    return self.flags(&flags.span);
                }
                self.node(&group.ast, first, last)
            }
            Ast::Alternation(alternation) => {
                let nodes: Vec<_> = alternation.asts.iter().map(|ast| self.node(ast, first, last)).collect();
                Some(Node::OneOf(nodes.into_iter().collect::<Option<_>>()?))
            }
            Ast::Concat(concat) => {
                let anchor = |ast: &Ast| matches!(ast, Ast::Assertion(_));
                let begin = concat.asts.iter().take_while(|ast| anchor(ast)).count();
                let end = concat.asts.len() - concat.asts.iter().rev().take_while(|ast| anchor(ast)).count();
                let parts = concat.asts.iter().enumerate();
                let nodes: Vec<_> = parts
                    .map(|(at, ast)| self.node(ast, first && at <= begin, last && at + 1 >= end))
                    .collect();
                Some(Node::Sequence(nodes.into_iter().collect::<Option<_>>()?))
            }
        }
    }

    fn flags<T>(&mut self, span: &Span) -> Option<T> {
        self.refuse(
            span,
            "bad-pattern",
            "sets flags, which are not supported",
            Some("write the letters out, as in [Aa]"),
        )
    }

    fn unicode<T>(&mut self, span: &Span) -> Option<T> {
        let hint = Some("write the letters out, as in [α-ω]");
        self.refuse(
            span,
            "bad-pattern",
            "names a class of Unicode, whose letters differ from version to version",
            hint,
        )
    }

    /// Makes `\d`, `\w` and `\s` those of ASCII.
    fn only_ascii(&mut self, set: &mut ClassSet) -> bool {
        match set {
            ClassSet::Item(item) => self.only_ascii_item(item),
            ClassSet::BinaryOp(operation) => {
                let left = self.only_ascii(&mut operation.lhs);
                self.only_ascii(&mut operation.rhs) && left
            }
        }
    }

    fn only_ascii_item(&mut self, item: &mut ClassSetItem) -> bool {
        match item {
            ClassSetItem::Empty(_)
            | ClassSetItem::Literal(_)
            | ClassSetItem::Range(_)
            | ClassSetItem::Ascii(_) => true,
            ClassSetItem::Unicode(class) => {
                let span = class.span;
                self.unicode::<()>(&span).is_some()
            }
            ClassSetItem::Perl(class) => {
                *item = ClassSetItem::Ascii(ascii(class));
                true
            }
            ClassSetItem::Bracketed(class) => self.only_ascii(&mut class.kind),
            ClassSetItem::Union(union) => {
                let fine: Vec<bool> = union.items.iter_mut().map(|item| self.only_ascii_item(item)).collect();
                fine.into_iter().all(|fine| fine)
            }
        }
    }

    /// The letters of a class.
    fn class(&mut self, class: ClassBracketed) -> Option<Node> {
        let span = class.span;
        let hir = match Translator::new().translate(self.text, &Ast::ClassBracketed(Box::new(class))) {
            Ok(hir) => hir,
            Err(error) => {
                let message = format!("is no class of letters: {}", error.kind());
                return self.refuse(&span, "bad-pattern", &message, None);
            }
        };
        let letters = match hir.kind() {
            HirKind::Class(Class::Unicode(class)) => {
                let ranges = class.ranges().iter().map(|range| (range.start(), range.end()));
                let endless = class.ranges().last().is_some_and(|range| range.end() == char::MAX);
                let printed = |(first, last): (char, char)| {
                    let range = (first.max(PRINTABLE.0), last.min(PRINTABLE.1));
                    (range.0 <= range.1).then_some(range)
                };
                match endless {
                    true => Letters::new(ranges.filter_map(printed)),
                    false => Letters::new(ranges),
                }
            }
            HirKind::Literal(literal) => {
                let letter = std::str::from_utf8(&literal.0).ok().and_then(|text| text.chars().next());
                Letters::new(letter.map(|letter| (letter, letter)))
            }
            HirKind::Empty
            | HirKind::Class(Class::Bytes(_))
            | HirKind::Look(_)
            | HirKind::Repetition(_)
            | HirKind::Capture(_)
            | HirKind::Concat(_)
            | HirKind::Alternation(_) => None,
        };
        match letters {
            Some(letters) => Some(Node::Letter(letters)),
            None => self.refuse(&span, "bad-pattern", "holds no letter that ASCII can print", None),
        }
    }
}

fn ascii(class: &ClassPerl) -> ClassAscii {
    let kind = match class.kind {
        ClassPerlKind::Digit => ClassAsciiKind::Digit,
        ClassPerlKind::Space => ClassAsciiKind::Space,
        ClassPerlKind::Word => ClassAsciiKind::Word,
    };
    ClassAscii { span: class.span, kind, negated: class.negated }
}
