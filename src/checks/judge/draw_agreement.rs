//! Parts of a person and a place that belong together.

use super::{BOTH, Check, Need, by_rules};

pub static CHECK: Check = Check {
    name: "draw_agreement",
    doc: "What a row shows of a person, an address or a firm can be of one: the e-mail address carries the name, the first name \
          fits the gender and title, the postcode and coordinates the town, the town its region and country",
    rule: "rows whose parts of a draw fit no person at any place of the locale = 0",
    languages: BOTH,
    needs: &[Need::Columns],
    judge: by_rules,
};
