/**
 * Everything the palette finds by a piece of its name, kept true by triggers. Kinds: 0 customer, 1 domain, 2 mailbox by its
 * address, 3 mailbox by a login that is not its address. The b-tree answers what begins with a text, the trigrams what contains it.
 */
export const sql = `
CREATE TABLE search_term (
  id INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL,
  owner_id TEXT NOT NULL,
  text TEXT NOT NULL COLLATE NOCASE
) STRICT;
CREATE INDEX search_term_text ON search_term(kind, text COLLATE NOCASE, owner_id);
CREATE INDEX search_term_owner ON search_term(owner_id, kind);

INSERT INTO search_term(kind, owner_id, text) SELECT 0, id, name FROM customer;
INSERT INTO search_term(kind, owner_id, text) SELECT 1, id, name FROM domain;
INSERT INTO search_term(kind, owner_id, text) SELECT 2, id, address FROM mailbox;
INSERT INTO search_term(kind, owner_id, text)
  SELECT 3, id, source_user FROM mailbox WHERE source_user <> address COLLATE NOCASE
  UNION SELECT 3, id, destination_user FROM mailbox WHERE destination_user <> address COLLATE NOCASE;

CREATE VIRTUAL TABLE search_index USING fts5(
  text, content = 'search_term', content_rowid = 'id', columnsize = 0, tokenize = 'trigram remove_diacritics 1'
);
INSERT INTO search_index(search_index) VALUES ('rebuild');

CREATE TRIGGER search_term_added AFTER INSERT ON search_term BEGIN
  INSERT INTO search_index(rowid, text) VALUES (NEW.id, NEW.text);
END;
CREATE TRIGGER search_term_removed AFTER DELETE ON search_term BEGIN
  INSERT INTO search_index(search_index, rowid, text) VALUES ('delete', OLD.id, OLD.text);
END;
CREATE TRIGGER search_term_changed AFTER UPDATE OF text ON search_term BEGIN
  INSERT INTO search_index(search_index, rowid, text) VALUES ('delete', OLD.id, OLD.text);
  INSERT INTO search_index(rowid, text) VALUES (NEW.id, NEW.text);
END;

CREATE TRIGGER customer_searched AFTER INSERT ON customer BEGIN
  INSERT INTO search_term(kind, owner_id, text) VALUES (0, NEW.id, NEW.name);
END;
CREATE TRIGGER customer_renamed AFTER UPDATE OF name ON customer BEGIN
  UPDATE search_term SET text = NEW.name WHERE owner_id = NEW.id AND kind = 0;
END;
CREATE TRIGGER customer_unsearched AFTER DELETE ON customer BEGIN
  DELETE FROM search_term WHERE owner_id = OLD.id AND kind = 0;
END;

CREATE TRIGGER domain_searched AFTER INSERT ON domain BEGIN
  INSERT INTO search_term(kind, owner_id, text) VALUES (1, NEW.id, NEW.name);
END;
CREATE TRIGGER domain_renamed AFTER UPDATE OF name ON domain BEGIN
  UPDATE search_term SET text = NEW.name WHERE owner_id = NEW.id AND kind = 1;
END;
CREATE TRIGGER domain_unsearched AFTER DELETE ON domain BEGIN
  DELETE FROM search_term WHERE owner_id = OLD.id AND kind = 1;
END;

CREATE TRIGGER mailbox_searched AFTER INSERT ON mailbox BEGIN
  INSERT INTO search_term(kind, owner_id, text) VALUES (2, NEW.id, NEW.address);
  INSERT INTO search_term(kind, owner_id, text)
    SELECT 3, NEW.id, NEW.source_user WHERE NEW.source_user <> NEW.address COLLATE NOCASE
    UNION SELECT 3, NEW.id, NEW.destination_user WHERE NEW.destination_user <> NEW.address COLLATE NOCASE;
END;
CREATE TRIGGER mailbox_renamed AFTER UPDATE OF address, source_user, destination_user ON mailbox BEGIN
  DELETE FROM search_term WHERE owner_id = NEW.id AND kind IN (2, 3);
  INSERT INTO search_term(kind, owner_id, text) VALUES (2, NEW.id, NEW.address);
  INSERT INTO search_term(kind, owner_id, text)
    SELECT 3, NEW.id, NEW.source_user WHERE NEW.source_user <> NEW.address COLLATE NOCASE
    UNION SELECT 3, NEW.id, NEW.destination_user WHERE NEW.destination_user <> NEW.address COLLATE NOCASE;
END;
CREATE TRIGGER mailbox_unsearched AFTER DELETE ON mailbox BEGIN
  DELETE FROM search_term WHERE owner_id = OLD.id AND kind IN (2, 3);
END;
`;
