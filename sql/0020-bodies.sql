-- Levels beside the commune: circuits in formation, communal cities, federations, confederations, with members over time.
create table body (
  id integer generated always as identity primary key,
  level text not null check (level in ('circuit', 'city', 'federation', 'confederation')),
  name text not null check (name <> ''),
  note text,
  source text,
  approximate boolean not null default false,
  import_id integer references import (id),
  became integer,
  audience text not null default 'accounts' check (audience in ('public', 'accounts', 'scope', 'committee')),
  revision integer not null default 1
);
comment on table body is 'A circuit in formation, a communal city, a federation or a confederation. Communes have a table of their own.';
comment on column body.id is 'Stable number.';
comment on column body.level is 'circuit: a commune in formation, not the supply line of the same name; city: of communes; federation: of cities; confederation: of federations.';
comment on column body.name is 'Without the word for its level.';
comment on column body.note is 'What is known of it, and how surely.';
comment on column body.source is 'Where that is from.';
comment on column body.approximate is 'Invented for demonstration, or known roughly.';
comment on column body.import_id is 'The import that brought it.';
comment on column body.became is 'The commune that this circuit has become. No reference: it may be deleted, and come back.';
comment on column body.audience is 'Who sees it (domain/access/audience.ts).';
comment on column body.revision is 'Raised by each change; a change against an older one is refused (409).';

create table body_membership (
  id integer generated always as identity primary key,
  body_id integer not null references body (id) on delete cascade,
  council_id integer references council (id),
  commune_id integer,
  member_body_id integer,
  joined_on date not null,
  left_on date,
  check (num_nonnulls(council_id, commune_id, member_body_id) = 1),
  check (left_on >= joined_on)
);
create index body_membership_body on body_membership (body_id);
create index body_membership_council on body_membership (council_id);
create index body_membership_commune on body_membership (commune_id);
create index body_membership_member on body_membership (member_body_id);
comment on table body_membership is 'Who is a member of a body, and from when to when. What is over stays on record.';
comment on column body_membership.id is 'Order in which they were written down.';
comment on column body_membership.body_id is 'The body.';
comment on column body_membership.council_id is 'The member, where it is a council.';
comment on column body_membership.commune_id is 'The member, where it is a commune. No reference: one that is deleted may come back, and is a member again.';
comment on column body_membership.member_body_id is 'The member, where it is a body; the same.';
comment on column body_membership.joined_on is 'First day of membership.';
comment on column body_membership.left_on is 'First day on which it is no member any more; null while it is one.';

create view present_body with (security_invoker = true) as
  select b.* from body b left join import i on i.id = b.import_id where i.status is distinct from 'undone';
comment on view present_body is 'Bodies whose import was not undone.';

insert into layer (name) values ('bodies');

alter table change add column bodies integer[] not null default '{}';
comment on column change.bodies is 'The bodies that it touches or names.';

-- Who sees what. A body is a matter of the communes that it comes down to, at whatever time they were its members.
create function body_communes(body integer) returns integer[]
  language sql stable security definer set search_path = public, pg_temp
  as $$
    with recursive down (id) as (
      select body_communes.body
      union select m.member_body_id from body_membership m join down on m.body_id = down.id where m.member_body_id is not null)
    select coalesce(array_agg(distinct c.id), '{}')
    from body_membership m join down on m.body_id = down.id join commune c on c.id = m.commune_id
  $$;
comment on function body_communes(integer) is 'For rules about single bodies, asked as the owner.';
-- To a visitor it would tell of communes that they do not see.
revoke execute on function body_communes(integer) from public;

create function viewer_sees_body(body integer, audience text) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select audience = any ((select wholly_seen())::text[])
      or audience in ('scope', 'committee') and viewer_sees(audience, body_communes(body))
  $$;
comment on function viewer_sees_body(integer, text) is 'The rule of domain/access/audience.ts, for a body.';

create function unseen_bodies() returns setof integer
  language sql stable security definer set search_path = public, pg_temp rows 10
  as $$
    with recursive hidden (body_id) as (
      select m.body_id from body_membership m join present_council c on c.id = m.council_id
      where not (c.audience = any ((select wholly_seen())::text[])
        or (c.audience, c.id) in (select audience, id from own_councils()))
      union
      select m.body_id from body_membership m join present_commune c on c.id = m.commune_id
      where not (c.audience = any ((select wholly_seen())::text[])
        or (c.audience, c.id) in (select audience, id from own_communes()))
        or c.id in (select unseen_communes())
      union
      select m.body_id from body_membership m join present_body b on b.id = m.member_body_id
      where not viewer_sees_body(b.id, b.audience)
    ), up (body_id) as (
      select body_id from hidden
      union select m.body_id from body_membership m join up on m.member_body_id = up.body_id)
    select body_id from up
  $$;
comment on function unseen_bodies() is 'Bodies whose verdict would tell of a member that the viewer does not see, directly or further down.';

create function names_unseen_bodies(bodies integer[]) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select exists (
      select from unnest(bodies) as named (id) left join body b on b.id = named.id
      -- One that is gone is for whom it was for in the end.
      left join lateral (
        select l.audience, l.communes from log l
        where b.id is null and l.subject_kind = 'body' and l.subject_id = named.id order by l.seq desc limit 1) last on true
      where case when b.id is null then not viewer_sees(coalesce(last.audience, 'committee'), coalesce(last.communes, '{}'))
        else not viewer_sees_body(b.id, b.audience) end)
  $$;
comment on function names_unseen_bodies(integer[]) is 'As names_unseen, of bodies.';

create function bodies_named(subject_kind text, subject_id integer, detail jsonb) returns integer[]
  language sql immutable parallel safe
  as $$
    select case when subject_kind = 'body' then subject_id || array(
      select substring(member #>> '{}' from '^body (\d+) ')::integer
      from jsonb_path_query(detail, '$.fields[*].*[*]') as named (member)
      where member #>> '{}' ~ '^body \d+ ') else '{}' end
  $$;
comment on function bodies_named(text, integer, jsonb) is 'The bodies of which an entry of the log tells.';

alter table body enable row level security;
create policy seen on body for select to toparquia_visitor using (viewer_sees_body(id, audience));
alter table body_membership enable row level security;
create policy seen on body_membership for select to toparquia_visitor using (
  exists (select from body b where b.id = body_id) and (
    exists (select from council c where c.id = council_id)
    or exists (select from commune c where c.id = commune_id)
    or exists (select from body b where b.id = member_body_id)));
-- Beside the rule of before, not in its place: restrictive ones are all to be met.
create policy seen_bodies on change as restrictive for select to toparquia_visitor
  using (bodies = '{}' or not names_unseen_bodies(bodies));
create policy seen_bodies on log as restrictive for select to toparquia_visitor
  using (subject_kind <> 'body' or not names_unseen_bodies(bodies_named(subject_kind, subject_id, detail)));
grant select on body, body_membership, present_body to toparquia_visitor;
