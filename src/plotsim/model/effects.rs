//! Effects of attributes: what a text of an entity multiplies the centres of metrics by.

/// An attribute that moves metrics.
#[derive(Clone, Debug, PartialEq)]
pub struct AttributeEffect {
    /// The pool of the attribute.
    pub pool: usize,
    /// The dimension per entity and its column that show which text an entity has.
    pub table: usize,
    pub column: usize,
    /// Texts, and what each multiplies a metric by; other texts and metrics stay as they are.
    pub factors: Vec<(String, Vec<(usize, f64)>)>,
}

impl AttributeEffect {
    /// What a text multiplies a metric by.
    pub fn factor(&self, text: &str, metric: usize) -> f64 {
        let of_text = self.factors.iter().find(|(known, _)| known == text);
        of_text
            .and_then(|(_, all)| all.iter().find(|(known, _)| *known == metric))
            .map_or(1.0, |(_, factor)| *factor)
    }

    /// The ways in which the entities of a run can be moved, and the share of each: by metric, what its centre is multiplied by.
    pub fn cases(&self, texts: &[String], metrics: usize) -> Vec<(Vec<f64>, f64)> {
        let mut cases: Vec<(Vec<f64>, f64)> = Vec::new();
        for text in texts {
            let factors: Vec<f64> = (0..metrics).map(|metric| self.factor(text, metric)).collect();
            let share = 1.0 / texts.len() as f64;
            match cases.iter_mut().find(|(known, _)| *known == factors) {
                Some((_, known)) => *known += share,
                None => cases.push((factors, share)),
            }
        }
        if cases.is_empty() { vec![(vec![1.0; metrics], 1.0)] } else { cases }
    }
}

/// The ways in which several effects together can move the entities of a run, whose texts `pools` are, and the share of each.
/// Without effects there is one, which says nothing.
pub fn combined(effects: &[AttributeEffect], pools: &[Vec<String>], metrics: usize) -> Vec<(Vec<f64>, f64)> {
    let mut all: Vec<(Vec<f64>, f64)> = vec![(Vec::new(), 1.0)];
    for effect in effects {
        let texts = pools.get(effect.pool).map_or(&[][..], Vec::as_slice);
        let cases = effect.cases(texts, metrics);
        let mut next: Vec<(Vec<f64>, f64)> = Vec::with_capacity(all.len() * cases.len());
        for (before, share) in &all {
            for (factors, chance) in &cases {
                let product = match before.as_slice() {
                    [] => factors.clone(),
                    before => before.iter().zip(factors).map(|(a, b)| a * b).collect(),
                };
                match next.iter_mut().find(|(known, _)| *known == product) {
                    Some((_, known)) => *known += share * chance,
                    None => next.push((product, share * chance)),
                }
            }
        }
        all = next;
    }
    all
}
