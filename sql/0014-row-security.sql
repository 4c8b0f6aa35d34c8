-- The second wall: what is read for somebody is read in the role of a visitor, to whom PostgreSQL shows only the rows of
-- their sight. A query without its check leaks nothing. The server's own work (imports, tiles' caches, accounts) runs as
-- the owner of the tables.
do $$
declare
  remedy constant text := format('Ask its administrator to run, once: create role toparquia_visitor nologin; grant toparquia_visitor to %I;', current_user);
begin
  if not exists (select from pg_roles where rolname = 'toparquia_visitor') then
    begin
      create role toparquia_visitor nologin;
    exception
      when duplicate_object or unique_violation then null; -- made by another database of this server at the same moment
      when insufficient_privilege then raise exception 'The database user % may not create roles. %', current_user, remedy
        using errcode = 'insufficient_privilege';
    end;
  end if;
  begin
    set local role toparquia_visitor;
    reset role;
  exception
    when insufficient_privilege then
      -- Whoever creates roles administers them, and may take them up only once they say so (PostgreSQL 16).
      begin
        execute format('grant toparquia_visitor to %I', current_user);
      exception
        when insufficient_privilege then raise exception 'The database user % may not take up the role toparquia_visitor. %', current_user, remedy
          using errcode = 'insufficient_privilege';
      end;
  end;
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

-- The same rule for a whole country: what is asked of every row is compared with lists made once per query.
create function wholly_seen() returns text[]
  language sql stable parallel safe
  as $$
    select array(select audience from unnest('{public,accounts,scope,committee}'::text[]) audience
      where current_setting('role') <> 'toparquia_visitor' or viewer_sees(audience, '{}'))
  $$;
comment on function wholly_seen() is 'The audiences of which the viewer sees every record: all of them for the server''s own work, which is no visitor.';
create function own_communes() returns table (audience text, id integer)
  language sql stable rows 10
  as $$
    select 'scope', unnest(coalesce(nullif(current_setting('toparquia.scope', true), ''), '{}')::integer[])
    union all select 'committee', unnest(coalesce(nullif(current_setting('toparquia.committee', true), ''), '{}')::integer[])
  $$;
comment on function own_communes() is 'The communes of which the viewer sees the records for an audience.';
create function own_councils() returns table (audience text, id integer)
  language sql stable security definer set search_path = public, pg_temp rows 100
  as $$ select o.audience, m.council_id from own_communes() o join membership m on m.commune_id = o.id $$;
comment on function own_councils() is 'Their councils. As the owner: a rule about councils must not ask the rule about memberships.';

create function communes_of(council integer) returns integer[]
  language sql stable security definer set search_path = public, pg_temp
  as $$ select coalesce(array_agg(m.commune_id), '{}') from membership m where m.council_id = council $$;
comment on function communes_of(integer) is 'For rules about single councils, asked as the owner.';
-- To a visitor it would tell where a council belongs that they do not see.
revoke execute on function communes_of(integer) from public;

-- All that the rule asks of a council, and whether its import was undone: counting a country reads no outline.
drop index council_audience;
create index council_audience on council (audience, id) include (import_id);
create function unseen_communes() returns setof integer
  language sql stable security definer set search_path = public, pg_temp rows 10
  as $$
    select distinct m.commune_id
    from council c join membership m on m.council_id = c.id left join import i on i.id = c.import_id
    where c.audience <> 'public' and i.status is distinct from 'undone' and not (c.audience = any ((select wholly_seen())::text[])
      or (c.audience, c.id) in (select audience, id from own_councils()))
  $$;
comment on function unseen_communes() is 'Communes whose outline or verdict would tell of a council that the viewer does not see.';

-- An operator on shapes may not be tried before row security by an index of a visitor; these hand out numbers only, and
-- only of what the viewer sees.
create function councils_in(box geometry) returns setof integer
  language sql stable security definer set search_path = public, pg_temp rows 1000
  as $$
    select c.id from council c
    where c.geom && box and (c.audience = any ((select wholly_seen())::text[])
      or (c.audience, c.id) in (select audience, id from own_councils()))
  $$;
comment on function councils_in(geometry) is 'Numbers of the councils whose box meets the given one, by the spatial index.';
create function outlines_in(box geometry) returns setof integer
  language sql stable security definer set search_path = public, pg_temp rows 100
  as $$
    select o.commune_id from commune_outline o join commune c on c.id = o.commune_id
    where o.geom && box and (c.audience = any ((select wholly_seen())::text[])
      or (c.audience, c.id) in (select audience, id from own_communes()))
  $$;
comment on function outlines_in(geometry) is 'The same for the outlines of communes.';

alter table council enable row level security;
create policy seen on council for select to toparquia_visitor
  using (audience = any ((select wholly_seen())::text[]) or (audience, id) in (select audience, id from own_councils()));
alter table commune enable row level security;
create policy seen on commune for select to toparquia_visitor
  using (audience = any ((select wholly_seen())::text[]) or (audience, id) in (select audience, id from own_communes()));
alter table membership enable row level security;
create policy seen on membership for select to toparquia_visitor
  using (exists (select from commune c where c.id = commune_id) and exists (select from council c where c.id = council_id));
alter table declared_link enable row level security;
create policy seen on declared_link for select to toparquia_visitor
  using (exists (select from council c where c.id = council_a) and exists (select from council c where c.id = council_b));
alter table commune_outline enable row level security;
create policy seen on commune_outline for select to toparquia_visitor
  using (exists (select from commune c where c.id = commune_id) and commune_id not in (select unseen_communes()));
alter table change enable row level security;
create policy seen on change for select to toparquia_visitor using (viewer_sees(audience, communes));

grant select on council, commune, membership, declared_link, commune_outline, change, layer,
  present_council, present_commune to toparquia_visitor;
-- Of an import a visitor learns whether it was undone, and nothing of its file.
grant select (id, status) on import to toparquia_visitor;
