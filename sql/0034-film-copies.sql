-- Films have copies too, without what the camera wrote into them: those that are there already are looked into again.
update evidence set state = 'checking' where kind = 'video' and state = 'kept';
comment on column evidence_copy.role is 'view: to look at, a photo of at most 2048 pixels or a whole film. thumbnail: for a list.';
