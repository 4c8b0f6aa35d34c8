-- Who sees a council, a commune, a change. What was there before was open to whoever reached the program: it stays public.
alter table council add column audience text not null default 'public'
  check (audience in ('public', 'accounts', 'scope', 'committee'));
alter table commune add column audience text not null default 'public'
  check (audience in ('public', 'accounts', 'scope', 'committee'));
alter table change add column audience text not null default 'public'
  check (audience in ('public', 'accounts', 'scope', 'committee'));
alter table change add column communes integer[] not null default '{}';
alter table council alter column audience set default 'accounts';
alter table commune alter column audience set default 'accounts';
alter table change alter column audience set default 'committee';
comment on column council.audience is 'Who sees it (domain/access/audience.ts).';
comment on column commune.audience is 'Who sees it (domain/access/audience.ts).';
comment on column change.audience is 'The narrowest of the records that it touched.';
comment on column change.communes is 'The communes that it touched.';
create index council_audience on council (audience) where audience <> 'public';

-- Views look with the eyes of whoever asks.
create or replace view present_council with (security_invoker = true) as
  select c.* from council c left join import i on i.id = c.import_id where i.status is distinct from 'undone';
create or replace view present_commune with (security_invoker = true) as
  select c.* from commune c left join import i on i.id = c.import_id where i.status is distinct from 'undone';
