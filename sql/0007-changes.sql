-- Every step that can be undone, with what undoes it.
create table change (
  id integer generated always as identity primary key,
  kind text not null,
  facts jsonb not null default '{}',
  inverse jsonb not null,
  undone boolean not null default false,
  at timestamptz not null default now()
);
comment on table change is 'One step by a person. Undo applies the inverse and keeps it swapped, so that undo can be undone.';
comment on column change.id is 'Order of the steps.';
comment on column change.kind is 'Which operation; a message key.';
comment on column change.facts is 'Names and figures for the sentence that describes it.';
comment on column change.inverse is 'The change that puts things back.';
comment on column change.undone is 'True while undone.';
comment on column change.at is 'When.';
