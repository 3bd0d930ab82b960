CREATE TABLE managed_audiences (
    tenant text COLLATE "C" NOT NULL,
    id     text COLLATE "C" NOT NULL,
    state  text COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant, id)
);
COMMENT ON TABLE managed_audiences IS 'Filters that an admin makes for many, as JSON. What users have of them is among their audiences.';
