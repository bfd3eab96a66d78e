/**
 * Words that dtSearch does not look for unless somebody changed its list (Relativity, "Making the dtSearch noise word and
 * alphabet list searchable", read in November 2026), without single letters and digits. Which list the other side's index
 * had, only they can say: here a word of it is a reason for a note and for nothing else.
 */
export const noiseWords: ReadonlySet<string> = new Set(
  `about after all also an and another any are as at be because been before being between both but by came can come
  could did do each even for from further furthermore get got had has have he her here hi him himself his how however
  if in indeed into is it its just like made many me might more moreover most much must my never not now of on only or
  other our out over said same see she should since some still such take than that the their them then there therefore
  these they this those through thus to too under up very was way we well were what when where which while who will
  with would you your`.split(/\s+/u),
);
