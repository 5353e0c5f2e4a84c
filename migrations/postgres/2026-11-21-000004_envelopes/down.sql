DROP TABLE envelope_marks;
DROP TABLE envelope_keys;
DROP TABLE partner_encryption;
