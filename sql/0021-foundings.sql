-- How a commune is founded. Columns and not one document, so that the database too holds to what an assembly can have
-- counted; one founding for each commune, since what failed and began anew is in the changes and in the log.
create table founding (
  commune_id integer primary key references commune (id) on delete cascade,
  began_on date not null,
  commission_formed_on date,
  commission_assembly text check (commission_assembly <> ''),
  commission_members integer check (commission_members > 0),
  debate_called_on date,
  registered_on date,
  register_office text check (register_office <> ''),
  register_number text,
  seats_of_councils integer check (seats_of_councils >= 0),
  seats_of_enterprises integer check (seats_of_enterprises >= 0),
  seats_of_bank integer check (seats_of_bank >= 0),
  revision integer not null,
  check (num_nulls(commission_formed_on, commission_assembly, commission_members) in (0, 3)),
  check (num_nulls(registered_on, register_office, register_number) in (0, 3)),
  check (num_nulls(seats_of_councils, seats_of_enterprises, seats_of_bank) in (0, 3))
);
comment on table founding is 'The founding of a commune: roles and numbers, never the name of a person.';
comment on column founding.commune_id is 'The commune that is being founded.';
comment on column founding.began_on is 'The day the case began: the law that was in force then holds.';
comment on column founding.commission_formed_on is 'When the promoter commission was formed.';
comment on column founding.commission_assembly is 'The assembly that formed it; not a private person.';
comment on column founding.commission_members is 'How many sit in it.';
comment on column founding.debate_called_on is 'When the debate was called; the days of debate begin the day after.';
comment on column founding.registered_on is 'When the commune was registered.';
comment on column founding.register_office is 'Where.';
comment on column founding.register_number is 'Under which number; empty where none was given.';
comment on column founding.seats_of_councils is 'Seats of the parliament that councils have filled.';
comment on column founding.seats_of_enterprises is 'Seats that socio-productive organisations have filled.';
comment on column founding.seats_of_bank is 'Seats that the bank of the commune has filled.';
comment on column founding.revision is 'Later with each change, and never the same twice; a change against another one is refused (409).';

create table founding_charter_part (
  commune_id integer not null references founding (commune_id) on delete cascade,
  part text not null check (part <> ''),
  written_on date not null,
  primary key (commune_id, part)
);
comment on table founding_charter_part is 'Parts of the founding charter that are written.';
comment on column founding_charter_part.commune_id is 'The commune.';
comment on column founding_charter_part.part is 'Which part, by the word of the rule pack.';
comment on column founding_charter_part.written_on is 'When it was written.';

create table founding_vote (
  commune_id integer not null references founding (commune_id) on delete cascade,
  council_id integer not null references council (id),
  voted_on date not null,
  electors integer not null check (electors >= 0),
  voted integer not null check (voted >= 0),
  yes integer not null check (yes >= 0),
  primary key (commune_id, council_id),
  check (voted <= electors),
  check (yes <= voted)
);
create index founding_vote_council on founding_vote (council_id);
comment on table founding_vote is 'The founding referendum in each council.';
comment on column founding_vote.commune_id is 'The commune.';
comment on column founding_vote.council_id is 'The council.';
comment on column founding_vote.voted_on is 'The day of the vote.';
comment on column founding_vote.electors is 'Who could vote.';
comment on column founding_vote.voted is 'Who did.';
comment on column founding_vote.yes is 'Who said yes.';

-- Whoever sees the commune sees how it is founded; of the vote, what councils that one sees have voted.
alter table founding enable row level security;
create policy seen on founding for select to toparquia_visitor
  using (exists (select from commune c where c.id = commune_id));
alter table founding_charter_part enable row level security;
create policy seen on founding_charter_part for select to toparquia_visitor
  using (exists (select from commune c where c.id = commune_id));
alter table founding_vote enable row level security;
create policy seen on founding_vote for select to toparquia_visitor
  using (exists (select from commune c where c.id = commune_id) and exists (select from council c where c.id = council_id));
grant select on founding, founding_charter_part, founding_vote to toparquia_visitor;
