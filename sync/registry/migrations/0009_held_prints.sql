-- The newest accepted dossier of a person, whose prints a desk asks for.

CREATE INDEX dossier_person ON dossier (person, received);
