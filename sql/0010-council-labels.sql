-- A council that arrives by COPY gets the place of its name here, in the same pass.
create function council_label() returns trigger
  language plpgsql
  as $$
begin
  new.label := coalesce(new.label, st_pointonsurface(new.geom));
  return new;
end $$;
comment on function council_label() is 'A point inside the area, where none was given.';
create trigger council_label before insert on council for each row execute function council_label();
