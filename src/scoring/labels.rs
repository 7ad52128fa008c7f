//! What reports say to people in the languages of the bundled scorecards: headings, notes, definitions,
//! and cells that hold words of ours.
//!
//! Keys, which programs read, are the same in every language.

mod phrases;

use crate::report::{Cell, Report, Table};

/// Languages that there are labels in, beside English.
const LANGUAGES: [&str; 3] = ["es", "pt", "id"];

/// Labels in English, then in each of [`LANGUAGES`].
const LABELS: [[&str; 4]; 93] = [
    ["accuracy", "precisión", "precisão", "akurasi"],
    ["agent", "agente", "agente", "agen"],
    ["Agents", "Agentes", "Agentes", "Agen"],
    ["answer", "respuesta", "resposta", "jawaban"],
    ["answered", "respondidas", "respondidas", "dijawab"],
    ["answers dropped", "respuestas excluidas", "respostas excluídas", "jawaban dikeluarkan"],
    ["asked", "preguntada", "perguntada", "ditanyakan"],
    ["asked when", "se pregunta si", "pergunta-se se", "ditanyakan bila"],
    ["Accuracy", "Precisión", "Precisão", "Akurasi"],
    ["band", "nivel", "nível", "tingkat"],
    ["base weight", "peso base", "peso base", "bobot dasar"],
    ["before critical", "antes de críticos", "antes de críticos", "sebelum kritis"],
    ["by errors", "por errores", "por erros", "menurut kesalahan"],
    ["by questions", "por preguntas", "por perguntas", "menurut pertanyaan"],
    ["cause", "causa", "causa", "penyebab"],
    ["Causes", "Causas", "Causas", "Penyebab"],
    ["changed", "cambiadas", "alteradas", "berubah"],
    ["Conditions", "Condiciones", "Condições", "Syarat"],
    ["computed", "calculada", "calculada", "dihitung"],
    ["counted", "contadas", "contadas", "terhitung"],
    ["critical", "crítica", "crítica", "kritis"],
    ["critical: business", "crítico: negocio", "crítico: negócio", "kritis: bisnis"],
    ["critical: compliance", "crítico: cumplimiento", "crítico: conformidade", "kritis: kepatuhan"],
    ["critical: customer", "crítico: cliente", "crítico: cliente", "kritis: pelanggan"],
    ["delivered", "recibida", "recebida", "diterima"],
    [
        "Delivered accuracies that differ",
        "Precisiones recibidas que difieren",
        "Precisões recebidas que diferem",
        "Akurasi diterima yang berbeda",
    ],
    [
        "Delivered scores that differ",
        "Notas recibidas que difieren",
        "Notas recebidas que diferem",
        "Skor diterima yang berbeda",
    ],
    ["design weighted", "ponderada por diseño", "ponderada por desenho", "terbobot desain"],
    ["difference", "diferencia", "diferença", "selisih"],
    ["discrimination", "discriminación", "discriminação", "daya beda"],
    ["earned", "obtenido", "obtido", "diperoleh"],
    ["errors", "errores", "erros", "kesalahan"],
    ["evaluation", "evaluación", "avaliação", "evaluasi"],
    ["evaluations", "evaluaciones", "avaliações", "evaluasi"],
    ["Evaluations", "Evaluaciones", "Avaliações", "Evaluasi"],
    ["evaluator", "evaluador", "avaliador", "penilai"],
    ["explained by", "se explica por", "explica-se por", "dijelaskan oleh"],
    ["fail rate", "tasa de fallo", "taxa de falha", "tingkat gagal"],
    ["failed", "falladas", "falhas", "gagal"],
    ["finding", "hallazgo", "achado", "temuan"],
    ["from", "de", "de", "dari"],
    ["in words", "en palabras", "em palavras", "dengan kata"],
    ["interaction", "interacción", "interação", "interaksi"],
    ["kind", "tipo", "tipo", "jenis"],
    ["level", "nivel", "nível", "tingkat"],
    ["lost to critical", "perdido por críticos", "perdido por críticos", "hilang karena kritis"],
    ["lower", "inferior", "inferior", "bawah"],
    ["mean", "media", "média", "rerata"],
    ["mean difference", "diferencia media", "diferença média", "rerata selisih"],
    [
        "mean of category means",
        "media de medias por pregunta",
        "média de médias por pergunta",
        "rerata dari rerata pertanyaan",
    ],
    ["mean of evaluations", "media de evaluaciones", "média de avaliações", "rerata evaluasi"],
    ["mean rescored", "media recalculada", "média recalculada", "rerata dihitung ulang"],
    ["mean score", "nota media", "nota média", "rerata skor"],
    ["met", "cumple", "cumpre", "tercapai"],
    ["n/a", "n/a", "n/a", "n/a"],
    ["n/a rate", "tasa de n/a", "taxa de n/a", "tingkat n/a"],
    ["name", "nombre", "nome", "nama"],
    ["not asked", "no preguntadas", "não perguntadas", "tidak ditanyakan"],
    ["not critical", "no crítica", "não crítica", "tidak kritis"],
    ["now fail", "ahora no aprueban", "agora reprovam", "kini gagal"],
    ["now pass", "ahora aprueban", "agora aprovam", "kini lulus"],
    ["of", "de", "de", "dari"],
    ["of failures", "de los fallos", "das falhas", "dari kegagalan"],
    ["opportunities", "oportunidades", "oportunidades", "kesempatan"],
    ["origin", "origen", "origem", "asal"],
    ["pass", "aprueba", "aprova", "lulus"],
    ["passed", "aprobado", "aprovado", "lulus"],
    ["passes", "aprueba", "aprova", "lulus"],
    ["points", "puntos", "pontos", "poin"],
    ["points lost", "puntos perdidos", "pontos perdidos", "poin hilang"],
    ["question", "pregunta", "pergunta", "pertanyaan"],
    ["Questions", "Preguntas", "Perguntas", "Pertanyaan"],
    ["questions filled", "preguntas añadidas", "perguntas acrescentadas", "pertanyaan ditambahkan"],
    ["ratio of sums", "razón de sumas", "razão de somas", "rasio jumlah"],
    ["rescored", "recalculada", "recalculada", "dihitung ulang"],
    ["Rescored", "Recalculadas", "Recalculadas", "Dihitung ulang"],
    ["running", "acumulado", "acumulado", "berjalan"],
    ["score", "nota", "nota", "skor"],
    ["scorecard", "plantilla", "formulário", "formulir"],
    ["scored", "con nota", "com nota", "bernilai"],
    ["section", "sección", "seção", "bagian"],
    ["selection", "selección", "seleção", "pemilihan"],
    ["step", "paso", "passo", "langkah"],
    ["target", "meta", "meta", "target"],
    ["to", "a", "a", "ke"],
    ["Together", "En conjunto", "Em conjunto", "Bersama"],
    ["unscored", "sin nota", "sem nota", "tanpa nilai"],
    ["upper", "superior", "superior", "atas"],
    ["value", "valor", "valor", "nilai"],
    ["version", "versión", "versão", "versi"],
    ["weight", "peso", "peso", "bobot"],
    ["why", "por qué", "por quê", "mengapa"],
    ["why not", "por qué no", "por que não", "mengapa tidak"],
];

/// Columns whose cells are words of ours and not of the data, by key.
const IN_WORDS: [&str; 7] =
    ["kind", "why", "why_not", "finding", "level", "origin", "explained_by"];

/// Whether reports have words in a language.
pub fn speaks(language: &str) -> bool {
    let base = language.split(['-', '_']).next().unwrap_or_default();
    base.eq_ignore_ascii_case("en") || LANGUAGES.iter().any(|it| base.eq_ignore_ascii_case(it))
}

/// Puts what a report says to people into a language; what it has no words for stays English, and
/// headings of sections are those of their scorecard.
///
/// For formats that people read: what programs read is the same in every language.
pub fn translate(report: &mut Report, language: &str) {
    let base = language.split(['-', '_']).next().unwrap_or_default();
    let Some(at) = LANGUAGES.iter().position(|known| base.eq_ignore_ascii_case(known)) else {
        return;
    };
    let told = |text: &mut String| *text = phrases::told(text, at);
    told(&mut report.title);
    report.notes.iter_mut().for_each(told);
    report.definitions.iter_mut().for_each(|definition| told(&mut definition.text));
    for table in &mut report.tables {
        headings(table, at);
        cells(table, at);
    }
}

fn headings(table: &mut Table, at: usize) {
    let told = |text: &mut String| {
        if let Some(row) = LABELS.iter().find(|row| row[0] == text.as_str()) {
            row[at + 1].clone_into(text);
        }
    };
    told(&mut table.title);
    let others = table.columns.iter_mut().filter(|column| !column.key.starts_with("section_"));
    others.for_each(|column| told(&mut column.label));
}

fn cells(table: &mut Table, at: usize) {
    let in_words: Vec<bool> =
        table.columns.iter().map(|it| IN_WORDS.contains(&it.key.as_str())).collect();
    for row in table.rows.iter_mut().chain(&mut table.total) {
        for (cell, in_words) in row.iter_mut().zip(&in_words) {
            match cell {
                Cell::Text(text) if *in_words => *text = phrases::told(text, at),
                Cell::Undefined(why) => *why = phrases::whole(why, at).unwrap_or(*why),
                Cell::Flag(flag) => {
                    let word = if *flag { "yes" } else { "no" };
                    *cell = Cell::text(phrases::whole(word, at).unwrap_or(word));
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Column, Unit};
    use std::collections::BTreeSet;

    #[test]
    fn every_label_stands_once_and_in_every_language() {
        let english: BTreeSet<&str> = LABELS.iter().map(|row| row[0]).collect();
        assert_eq!(english.len(), LABELS.len());
        assert!(LABELS.iter().flatten().all(|label| !label.is_empty()));
    }

    #[test]
    fn labels_are_told_in_the_language_and_sections_keep_their_own() {
        let table = || Table {
            title: "Agents".to_owned(),
            columns: vec![
                Column::new("agent_id", "agent", Unit::Text),
                Column::new("section_score", "score", Unit::Score),
                Column::new("odd", "no word for it", Unit::Text),
            ],
            ..Table::default()
        };
        for (language, title, agent) in [
            ("es-MX", "Agentes", "agente"),
            ("PT", "Agentes", "agente"),
            ("id", "Agen", "agen"),
            ("en", "Agents", "agent"),
            ("xx", "Agents", "agent"),
        ] {
            let mut report = Report { tables: vec![table()], ..Report::default() };
            translate(&mut report, language);
            let table = &report.tables[0];
            let labels: Vec<&str> = table.columns.iter().map(|it| it.label.as_str()).collect();
            assert_eq!(table.title, title, "{language}");
            assert_eq!(labels, [agent, "score", "no word for it"], "{language}");
        }
    }

    #[test]
    fn cells_are_told_where_they_hold_words_of_ours() {
        let columns = ["kind", "answer", "pass"].map(|key| Column::new(key, "", Unit::Text));
        let row = vec![Cell::text("answer"), Cell::text("answer"), Cell::Flag(true)];
        let none = vec![Cell::Undefined("no question applies"), Cell::Missing, Cell::Missing];
        let table = Table { columns: columns.into(), rows: vec![row, none], ..Table::default() };
        let mut report = Report { tables: vec![table], ..Report::default() };
        report.notes.push("1 of 2 evaluations have no score".to_owned());
        translate(&mut report, "pt-BR");
        let row = ["resposta", "answer", "sim"].map(Cell::text);
        assert_eq!(report.tables[0].rows[0], row);
        assert_eq!(report.tables[0].rows[1][0], Cell::Undefined("nenhuma pergunta se aplica"));
        assert_eq!(report.notes, ["1 de 2 avaliações não têm nota"]);
    }
}
