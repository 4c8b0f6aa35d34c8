-- Whoever listens is told that a layer has a new revision: its name and number, never what changed. Sent at commit.
create function tell_layer() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
  as $$
    begin
      perform pg_notify('layer', new.name || ':' || new.revision);
      return null;
    end
  $$;
comment on function tell_layer() is 'Tells the channel `layer` of `<name>:<revision>` (server/events/feed.ts).';

create trigger tell after update of revision on layer
  for each row when (new.revision is distinct from old.revision) execute function tell_layer();
