import { expect, test } from 'vitest'
import { parseDate } from '../../domain/land/uncertain-date.ts'
import { LOCALES } from '../../messages/index.ts'
import { sayDate } from '../../messages/uncertain-date.ts'

test.each([
  ['2009', ['2009', '2009', '2009']],
  ['2010~early', ['a comienzos de 2010', 'early 2010', 'no começo de 2010']],
  ['2009-03~', ['hacia marzo de 2009', 'about March 2009', 'por volta de março de 2009']],
  ['/2015-05-02', ['2 de mayo de 2015 o antes', '2 May 2015 or before', '2 de maio de 2015 ou antes']],
  ['2009/2011', ['entre 2009 y 2011', 'between 2009 and 2011', 'entre 2009 e 2011']],
])('%s is said in three languages', (text, said) => {
  const read = parseDate(text)
  if ('refused' in read) throw new Error(read.refused)
  expect(LOCALES.map((locale) => sayDate(locale, read.shape))).toEqual(said)
})
