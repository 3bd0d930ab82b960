-- changed grows with every write to an audience of the tenant: who has read up to one reads only what came after it.
ALTER TABLE audiences ADD COLUMN changed INTEGER NOT NULL DEFAULT 0;
CREATE INDEX audiences_changed ON audiences (tenant, changed);
