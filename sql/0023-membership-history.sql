-- Communes change their members: each row of membership is a member of now, and those of before stay here.
alter table membership add column since date;
comment on column membership.since is 'First day on which it is a member; null where nobody said.';
create index membership_since on membership (since) where since is not null;
create index council_since on council (since) where since is not null;

create table former_membership (
  id integer generated always as identity primary key,
  commune_id integer not null,
  commune_name text not null,
  registered_as text not null check (registered_as in ('commune', 'network')),
  council_id integer not null references council (id),
  change_id integer not null references change (id),
  since date,
  until date not null check (until >= since)
);
create index former_membership_commune on former_membership (commune_id);
create index former_membership_council on former_membership (council_id);
create index former_membership_change on former_membership (change_id);
comment on table former_membership is 'Councils that were in a commune until a change, which is undone by taking its rows away.';
comment on column former_membership.id is 'Stable number.';
comment on column former_membership.commune_id is 'The commune, which may be gone.';
comment on column former_membership.commune_name is 'Its name then.';
comment on column former_membership.registered_as is 'As then: commune or network.';
comment on column former_membership.council_id is 'The council.';
comment on column former_membership.change_id is 'The step by which it left.';
comment on column former_membership.since is 'First day on which it was a member; null where nobody said.';
comment on column former_membership.until is 'First day on which it was no longer one.';

create view membership_version with (security_invoker = true) as
  select m.commune_id, m.council_id, m.since, null::date as until, null::text as commune_name, null::text as registered_as
  from membership m
  union all
  select f.commune_id, f.council_id, f.since, f.until, f.commune_name, f.registered_as from former_membership f;
comment on view membership_version is 'Every membership that is or was, with the days of which it is true; name and kind of the commune where it is over.';

-- Whoever sees both sees that one was in the other. A commune that is gone is for whom it was for in the end.
alter table former_membership enable row level security;
create policy seen on former_membership for select to toparquia_visitor
  using (exists (select from council c where c.id = council_id) and not names_unseen(array[commune_id], '{}'));
grant select on former_membership, membership_version to toparquia_visitor;

create function unseen_communes_on(day date) returns setof integer
  language sql stable security definer set search_path = public, pg_temp rows 10
  as $$
    select distinct m.commune_id
    from membership_version m join council c on c.id = m.council_id left join import i on i.id = c.import_id
    where (m.since is null or m.since <= day) and (m.until is null or m.until > day)
      and c.audience <> 'public' and i.status is distinct from 'undone' and not (c.audience = any ((select wholly_seen())::text[])
      or (c.audience, c.id) in (select audience, id from own_councils()))
  $$;
comment on function unseen_communes_on(date) is 'The same as unseen_communes for the members of a day: who sees a council is a matter of today.';

-- Who did it and why stands in the log, whose own rule says who may read it.
alter table change add column log_seq integer;
comment on column change.log_seq is 'Number of the log entry that says who took the step and why.';
update change c set log_seq = l.seq from log l where l.action = c.kind and (l.detail #>> '{step,id}')::integer = c.id;
