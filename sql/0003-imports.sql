-- An import is kept whole: what file, what was decided, whether it was undone.
create table import (
  id integer generated always as identity primary key,
  file_name text not null,
  status text not null check (status in ('reading', 'needs-crs', 'needs-layer', 'ready', 'refused', 'saving', 'saved', 'cancelled', 'undone')),
  details jsonb not null default '{}',
  created_at timestamptz not null default now()
);
comment on table import is 'A file brought in. Undone imports keep their rows, hidden, so that redo loses nothing.';
comment on column import.id is 'Stable number.';
comment on column import.file_name is 'As the person named it; never used as a path.';
comment on column import.status is 'Where the import stands in its life; undone hides its councils and communes.';
comment on column import.details is 'What was read and decided: format, coordinate system, mapping, problems.';
comment on column import.created_at is 'When the file was received.';
