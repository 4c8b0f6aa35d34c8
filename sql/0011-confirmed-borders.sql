-- A border that the drawing leaves in doubt, confirmed by an assembly: a record of its own, and no way across.
alter table declared_link
  drop constraint declared_link_kind_check,
  add constraint declared_link_kind_check check (kind in ('bridge', 'ferry', 'ford', 'path', 'road', 'border'));
comment on table declared_link is 'A declared way between two councils, or a border between them that an assembly confirmed.';
comment on column declared_link.kind is 'What the way is; border: no way, but a doubtful border that is confirmed.';
comment on column declared_link.declared_by is 'The assembly or committee that vouches for it; not a private person.';
