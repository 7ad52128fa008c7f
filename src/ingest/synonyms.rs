//! Names under which exports and spreadsheets write the canonical columns, when no profile speaks.

use crate::model::Field;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Column and other names for it, in order of preference; case does not count, nor do spaces and marks between words.
const TABLE: [(Field, &[&str]); 26] = [
    (
        Field::Outcome,
        &[
            "call_outcome",
            "resultado_de_la_llamada",
            "resultado_llamada",
            "resultado_da_chamada",
            "resultado_chamada",
            "hasil_panggilan",
        ],
    ),
    (
        Field::InteractionId,
        &[
            "call_id",
            "contact_id",
            "conversation_id",
            "uniqueid",
            "callid",
            "session_id",
            "ticket_id",
            "id_llamada",
            "call_number",
            "numero_de_llamada",
            "id_interaccion",
            "id_contacto",
            "id_chamada",
            "id_da_chamada",
            "id_contato",
            "protocolo",
            "id_panggilan",
            "id_interaksi",
            "nomor_panggilan",
        ],
    ),
    (Field::Channel, &["media_type", "canal", "kanal", "contact_channel", "saluran", "medio"]),
    (
        Field::Direction,
        &["call_direction", "direccion", "arah", "sentido", "direcao", "tipo_de_trafico"],
    ),
    (
        Field::Queue,
        &[
            "queue_name",
            "skill",
            "skill_name",
            "split",
            "cola",
            "fila",
            "antrean",
            "topic",
            "queue_id",
            "nombre_de_cola",
            "campana",
            "nome_da_fila",
            "nama_antrean",
        ],
    ),
    (
        Field::AgentId,
        &[
            "agent",
            "agent_no",
            "agentid",
            "agente",
            "agen",
            "operador",
            "user_id",
            "agent_username",
            "id_agente",
            "codigo_agente",
            "id_operador",
            "atendente",
            "id_atendente",
            "id_agen",
            "petugas",
        ],
    ),
    (
        Field::AgentName,
        &[
            "agent_full_name",
            "user_name",
            "nombre_agente",
            "nama_agen",
            "nombre_del_agente",
            "nome_do_agente",
            "nome_do_atendente",
        ],
    ),
    (
        Field::Team,
        &[
            "team_name",
            "equipo",
            "equipe",
            "tim",
            "group_name",
            "nombre_equipo",
            "nome_da_equipe",
            "nama_tim",
        ],
    ),
    (Field::Site, &["call_center", "location", "sede", "lokasi", "sitio", "unidade", "cabang"]),
    (
        Field::CustomerId,
        &[
            "customer",
            "caller_id",
            "ani",
            "phone_number",
            "cliente",
            "pelanggan",
            "id_cliente",
            "telefono",
            "numero_de_telefono",
            "telefone",
            "id_pelanggan",
            "nomor_telepon",
        ],
    ),
    (
        Field::StartTime,
        &[
            "start",
            "started_at",
            "start_date",
            "call_start_time",
            "created_at",
            "call_date",
            "inicio",
            "waktu_mulai",
            "fecha_y_hora",
            "fecha_hora",
            "fecha_inicio",
            "hora_de_inicio",
            "data_hora",
            "data_e_hora",
            "data_inicio",
            "inicio_da_chamada",
            "waktu_panggilan",
            "tanggal_waktu",
        ],
    ),
    (Field::OfferedTime, &["queued_at", "enqueue_time", "offered_at"]),
    (
        Field::AnsweredTime,
        &[
            "answered_at",
            "answer_time",
            "connected_at",
            "hora_de_respuesta",
            "hora_do_atendimento",
            "waktu_dijawab",
        ],
    ),
    (
        Field::EndTime,
        &[
            "end",
            "ended_at",
            "finished_at",
            "call_end_time",
            "fin",
            "fecha_fin",
            "hora_de_fin",
            "fim",
            "termino",
            "data_fim",
            "waktu_selesai",
        ],
    ),
    (
        Field::Wait,
        &[
            "wait",
            "wait_time",
            "wait_time_sec",
            "queue_time",
            "speed_of_answer_in_seconds",
            "speed_of_answer",
            "espera",
            "tiempo_de_espera",
            "tiempo_en_cola",
            "tempo_de_espera",
            "tempo_de_fila",
            "tempo_em_fila",
            "waktu_tunggu",
            "lama_tunggu",
        ],
    ),
    (Field::Ring, &["ring", "ring_time", "tiempo_de_timbrado", "tempo_de_toque", "waktu_dering"]),
    (
        Field::Talk,
        &[
            "talk",
            "talk_time",
            "duration_sec",
            "avgtalkduration",
            "conversacion",
            "tiempo_de_conversacion",
            "tiempo_conversacion",
            "duracion_conversacion",
            "tempo_de_conversa",
            "tempo_de_conversacao",
            "waktu_bicara",
            "lama_bicara",
        ],
    ),
    (
        Field::Hold,
        &[
            "hold",
            "hold_time",
            "holding_time",
            "tiempo_de_retencion",
            "tempo_de_retencao",
            "waktu_ditahan",
            "lama_ditahan",
        ],
    ),
    (
        Field::Acw,
        &[
            "acw",
            "wrap",
            "wrap_s",
            "wrap_time",
            "after_call_work",
            "after_call_work_time",
            "acw_seconds",
            "trabajo_posterior",
            "tiempo_posterior",
            "pos_atendimento",
            "tempo_pos_atendimento",
            "pasca_panggilan",
            "waktu_pasca_panggilan",
        ],
    ),
    (
        Field::Handle,
        &["handle", "handle_time", "tiempo_de_gestion", "tempo_de_atendimento", "waktu_penanganan"],
    ),
    (
        Field::Disposition,
        &[
            "disposition_code",
            "wrap_up",
            "tipificacion",
            "completion_code",
            "tabulacao",
            "motivo",
            "disposisi",
        ],
    ),
    (
        Field::EndedBy,
        &["disconnected_by", "ended_by_party", "finalizada_por", "encerrada_por", "diakhiri_oleh"],
    ),
    (
        Field::Transferred,
        &["transfer", "is_transfer", "transferencia", "transferida", "transferido", "dialihkan"],
    ),
    (
        Field::Resolved,
        &[
            "is_resolved",
            "resuelto",
            "selesai",
            "resuelta",
            "resolvido",
            "resolvida",
            "terselesaikan",
        ],
    ),
    (
        Field::Csat,
        &[
            "csat_score",
            "satisfaction_rating",
            "satisfaction",
            "satisfaccion",
            "kepuasan",
            "calificacion",
            "satisfacao",
            "nota_de_satisfacao",
            "nilai_kepuasan",
        ],
    ),
    (
        Field::Recording,
        &["recording_url", "recording_file", "recordingfile", "grabacion", "gravacao", "rekaman"],
    ),
];

/// Bytes of the longest header that can be one we know; the rest is not even looked at.
const LONGEST_NAME: usize = 200;

/// Names of a flag that says whether the customer gave up, where an export has no outcome.
const ABANDONED: [&str; 7] = [
    "abandoned",
    "abandon",
    "is_abandoned",
    "abandonada",
    "abandonado",
    "abandono",
    "ditinggalkan",
];

/// A name in lower case, its words joined by `_`: `Call Id` is `call_id`, `hold_s` is not `holds`.
pub fn plain(name: &str) -> String {
    let mut plain = String::new();
    for word in name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if !plain.is_empty() {
            plain.push('_');
        }
        plain.extend(word.chars().flat_map(char::to_lowercase).map(unaccented));
    }
    plain
}

/// A letter without its accent, since spreadsheets are written with and without them.
fn unaccented(letter: char) -> char {
    match letter {
        'á' | 'à' | 'â' | 'ã' | 'ä' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'õ' | 'ö' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        _ => letter,
    }
}

/// Whether a cell is short enough to be a header that we know.
pub fn is_short(cell: &str) -> bool {
    cell.len() <= LONGEST_NAME
}

/// Index of the header that stands for a canonical column; `None` when there is none.
pub fn find(header: &[String], field: Field) -> Option<usize> {
    let row = TABLE.iter().find(|(other, _)| *other == field);
    let others = row.map_or(&[][..], |(_, names)| names);
    let mut names = std::iter::once(field.name()).chain(others.iter().copied());
    names.find_map(|name| position(header, name))
}

/// Index of the header of a flag that says whether the customer gave up.
pub fn find_abandoned(header: &[String]) -> Option<usize> {
    ABANDONED.iter().find_map(|name| position(header, name))
}

/// Index of the header that is this name, or is it but for case and what stands between words.
pub fn position(header: &[String], name: &str) -> Option<usize> {
    let wanted = plain(name);
    let same = || header.iter().position(|other| !wanted.is_empty() && plain(other) == wanted);
    header.iter().position(|other| other == name).or_else(same)
}

/// Every name of every column we know, as [`plain`] makes them.
static KNOWN: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let canonical = Field::all().map(Field::name);
    let others = TABLE.iter().flat_map(|(_, names)| names.iter().copied());
    canonical.chain(others).chain(ABANDONED).map(plain).collect()
});

/// Whether a cell looks like the header of any column we know.
pub fn is_known(cell: &str) -> bool {
    is_short(cell) && KNOWN.contains(&plain(cell))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn the_canonical_name_comes_before_its_synonyms() {
        let header = header(&["Call ID", "interaction_id", "Agent"]);
        assert_eq!(find(&header, Field::InteractionId), Some(1));
        assert_eq!(find(&header, Field::AgentId), Some(2));
        assert_eq!(find(&header, Field::Queue), None);
    }

    #[test]
    fn case_spaces_and_marks_do_not_count_and_nothing_is_nobody() {
        assert_eq!(position(&header(&["", "Talk-Time"]), "talk_time"), Some(1));
        assert_eq!(position(&header(&[""]), ""), Some(0));
        assert!(is_known("Wait Time") && !is_known("109") && !is_known(""));
    }

    #[test]
    fn every_name_is_plain_and_known() {
        let names = TABLE.iter().flat_map(|(_, names)| names.iter()).chain(&ABANDONED);
        for name in names.copied().chain(Field::all().map(Field::name)) {
            assert_eq!(plain(name), name);
            assert!(is_known(&name.to_uppercase().replace('_', " ")), "{name}");
        }
        assert!(!is_known(&"x".repeat(LONGEST_NAME + 1)));
    }

    #[test]
    fn no_name_stands_for_two_columns() {
        let mut names: Vec<String> = Field::all().map(|field| plain(field.name())).collect();
        names.extend(TABLE.iter().flat_map(|(_, others)| others.iter().map(|name| plain(name))));
        let count = names.len();
        names.sort();
        let twice: Vec<_> = names.windows(2).filter(|pair| pair[0] == pair[1]).collect();
        assert!(twice.is_empty(), "{twice:?} of {count}");
    }
}
