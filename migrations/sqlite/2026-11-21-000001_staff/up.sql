-- The lender's staff. The password is kept as an Argon2id hash in PHC form only.
CREATE TABLE staff_accounts (
    id            INTEGER PRIMARY KEY,
    uuid          BLOB    NOT NULL UNIQUE,
    email_sealed  BLOB    NOT NULL,
    email_index   BLOB    NOT NULL UNIQUE,
    role          TEXT    NOT NULL
        CHECK (role IN ('admin', 'operations', 'finance', 'auditor')),
    status        TEXT    NOT NULL CHECK (status IN ('active', 'disabled')),
    password_hash TEXT    NOT NULL,
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL
) STRICT;
