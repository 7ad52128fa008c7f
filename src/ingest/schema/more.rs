//! One row a column, for states of agents, deliveries and messages.

use super::tables::{column, text};
use super::{Holds, Known};

const AGENT: &[&str] =
    &["agent", "agente", "id_agente", "operador", "atendente", "agen", "id_agen", "employee_id"];

const INTERACTION: &[&str] = &[
    "call_id",
    "contact_id",
    "conversation_id",
    "ticket_id",
    "case_id",
    "id_llamada",
    "id_interaccion",
    "id_contacto",
    "id_conversacion",
    "id_conversa",
    "id_interaksi",
    "id_percakapan",
];

/// States: one row a stretch of time that an agent spent in one state.
pub(super) static STATES: [Known; 9] = [
    text("agent_id", AGENT),
    text("agent_name", &["name", "nombre", "nome", "nama"]),
    text("team", &["equipo", "equipe", "tim"]),
    text("site", &["sede", "unidade", "lokasi"]),
    text("queue", &["cola", "fila", "antrean"]),
    text(
        "state",
        &[
            "agent_state",
            "status",
            "activity",
            "aux",
            "estado",
            "actividad",
            "atividade",
            "keadaan",
        ],
    ),
    column(
        "start_time",
        Holds::Time,
        &["start", "started_at", "from", "state_start", "inicio", "desde", "mulai"],
    ),
    column(
        "end_time",
        Holds::Time,
        &["end", "ended_at", "to", "state_end", "fin", "fim", "hasta", "ate", "sampai"],
    ),
    column(
        "duration_s",
        Holds::Duration,
        &["duration", "seconds", "state_duration", "duracion", "duracao", "durasi"],
    ),
];

/// Deliveries: one row a report or an answer that was promised.
pub(super) static DELIVERIES: [Known; 8] = [
    text("delivery_id", &["deliverable_id", "report_id", "request_id", "id_entrega"]),
    text("kind", &["deliverable", "delivery", "report", "type", "entrega", "tipo", "informe"]),
    text("partner", &["vendor", "provider", "client", "socio", "proveedor", "parceiro", "mitra"]),
    text("team", &["equipo", "equipe", "tim"]),
    text("site", &["sede", "unidade", "lokasi"]),
    column(
        "requested_at",
        Holds::Time,
        &["requested", "asked_at", "request_date", "solicitado", "fecha_solicitud", "diminta"],
    ),
    column(
        "promised_at",
        Holds::Time,
        &[
            "promised",
            "due",
            "due_at",
            "due_date",
            "deadline",
            "fecha_limite",
            "vencimiento",
            "prometido",
            "prazo",
            "tenggat",
        ],
    ),
    column(
        "delivered_at",
        Holds::Time,
        &[
            "delivered",
            "delivery_date",
            "sent_at",
            "entregado",
            "fecha_entrega",
            "entregue",
            "dikirim",
        ],
    ),
];

/// Messages: one row a message of a conversation.
pub(super) static MESSAGES: [Known; 4] = [
    text("interaction_id", INTERACTION),
    column(
        "sent_at",
        Holds::Time,
        &["message_time", "timestamp", "created_at", "time", "enviado", "fecha_mensaje", "waktu"],
    ),
    text(
        "author",
        &["sender", "author_type", "sender_type", "from", "role", "autor", "remitente", "pengirim"],
    ),
    text("agent_id", AGENT),
];
