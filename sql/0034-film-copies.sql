-- Films and the HEIC of phones have copies too: what is there already without one is looked into again.
update evidence set state = 'checking'
  where state = 'kept' and kind in ('photo', 'video') and not exists (select from evidence_copy c where c.evidence_id = evidence.id);
comment on column evidence_copy.role is 'view: to look at, a photo of at most 2048 pixels or a whole film. thumbnail: for a list.';
