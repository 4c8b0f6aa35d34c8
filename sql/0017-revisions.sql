-- Two windows on one record: the second one's change is refused, with both versions.
alter table declared_link add column revision integer not null default 1;
comment on column declared_link.revision is 'Raised by each change; a change against an older one is refused (409).';
alter table import add column revision integer not null default 1;
comment on column import.revision is 'Raised by each change, the program''s own included; a decision against an older one is refused (409).';
