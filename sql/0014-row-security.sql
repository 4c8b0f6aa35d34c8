-- The second wall: what is read for somebody is read in the role of a visitor, to whom PostgreSQL shows only the rows of
-- their sight. A query without its check leaks nothing. The server's own work (imports, tiles' caches, accounts) runs as
-- the owner of the tables.
do $$
begin
  if not exists (select from pg_roles where rolname = 'toparquia_visitor') then
    create role toparquia_visitor nologin;
  end if;
exception
  when duplicate_object or unique_violation then null; -- made by another database of this server at the same moment
  when insufficient_privilege then
    raise exception 'This database user may not create roles. Ask its administrator to run, once: create role toparquia_visitor nologin; grant toparquia_visitor to %;', current_user;
end $$;
do $$
begin
  if not pg_has_role(current_user, 'toparquia_visitor', 'member') then
    execute format('grant toparquia_visitor to %I', current_user);
  end if;
end $$;

create function viewer_sees(audience text, communes integer[]) returns boolean
  language sql stable parallel safe
  as $$
    select case audience
      when 'public' then true
      when 'accounts' then coalesce(current_setting('toparquia.account', true), '') <> ''
      when 'scope' then coalesce(current_setting('toparquia.everything', true), '') in ('scope', 'committee')
        or communes && coalesce(nullif(current_setting('toparquia.scope', true), ''), '{}')::integer[]
      when 'committee' then coalesce(current_setting('toparquia.everything', true), '') = 'committee'
        or communes && coalesce(nullif(current_setting('toparquia.committee', true), ''), '{}')::integer[]
      else false
    end
  $$;
comment on function viewer_sees(text, integer[]) is 'The rule of domain/access/audience.ts, for the viewer whom server/access/as-viewer.ts announced; nobody announced sees what is public.';

create function communes_of(council integer) returns integer[]
  language sql stable security definer set search_path = public, pg_temp
  as $$ select coalesce(array_agg(m.commune_id), '{}') from membership m where m.council_id = council $$;
comment on function communes_of(integer) is 'As the owner: a rule about councils must not ask the rule about memberships.';

create function has_unseen_council(commune integer) returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select exists (select from membership m join council c on c.id = m.council_id
      where m.commune_id = commune and c.audience <> 'public' and not viewer_sees(c.audience, communes_of(c.id)))
  $$;
comment on function has_unseen_council(integer) is 'Whether an outline or a verdict of the commune would tell of a council that the viewer does not see.';

-- An operator on shapes may not be tried before row security by an index of a visitor; this hands out numbers only.
create function councils_in(box geometry) returns setof integer
  language sql stable security definer set search_path = public, pg_temp rows 1000
  as $$ select c.id from council c where c.geom && box $$;
comment on function councils_in(geometry) is 'Numbers of the councils whose box meets the given one, by the spatial index; the caller sees of them what row security lets through.';
create function outlines_in(box geometry) returns setof integer
  language sql stable security definer set search_path = public, pg_temp rows 100
  as $$ select o.commune_id from commune_outline o where o.geom && box $$;
comment on function outlines_in(geometry) is 'The same for the outlines of communes.';

alter table council enable row level security;
create policy seen on council for select to toparquia_visitor
  using (audience = 'public' or viewer_sees(audience, communes_of(id)));
alter table commune enable row level security;
create policy seen on commune for select to toparquia_visitor
  using (audience = 'public' or viewer_sees(audience, array[id]));
alter table membership enable row level security;
create policy seen on membership for select to toparquia_visitor
  using (exists (select from commune c where c.id = commune_id) and exists (select from council c where c.id = council_id));
alter table declared_link enable row level security;
create policy seen on declared_link for select to toparquia_visitor
  using (exists (select from council c where c.id = council_a) and exists (select from council c where c.id = council_b));
alter table commune_outline enable row level security;
create policy seen on commune_outline for select to toparquia_visitor
  using (exists (select from commune c where c.id = commune_id) and not has_unseen_council(commune_id));
alter table change enable row level security;
create policy seen on change for select to toparquia_visitor using (viewer_sees(audience, communes));

grant select on council, commune, membership, declared_link, commune_outline, change, layer,
  present_council, present_commune to toparquia_visitor;
-- Of an import a visitor learns whether it was undone, and nothing of its file.
grant select (id, status) on import to toparquia_visitor;
