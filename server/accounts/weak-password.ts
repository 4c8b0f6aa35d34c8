/** Long passwords that are guessed all the same. Length is the schema's matter; there are no rules about kinds of signs. */

export type Weakness = 'name' | 'repeated' | 'sequence' | 'common'

/** What is typed by running over keys or signs in order. */
const ORDERS = [
  '0123456789',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiopasdfghjklzxcvbnm',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
]

/** The first words of every guesser, here and elsewhere; digits and signs around them help nobody. */
const COMMON = new Set(
  `password contrasena clave mipassword micontrasena senha minhasenha administrador administrator admin usuario toparquia
   comuna lacomuna venezuela bolivar simonbolivar chavez hugochavez bienvenido bienvenida welcome bemvindo iloveyou
   teamo tequiero qwerty qwertyuiop letmein dejameentrar secreto secret princesa football changeme cambiame`.split(
    /\s+/,
  ),
)

export function weaknessOf(password: string, name: string): Weakness | null {
  const plain = plainText(password)
  const own = plainText(name)
  if (own.length >= 3 && plain.includes(own) && plain.replaceAll(own, '').length < 6) return 'name'
  if ([plain, password.toLowerCase()].some(isRepeated)) return 'repeated'
  if (
    plain !== '' &&
    ORDERS.some((order) => follows(plain, order) || follows(plain, [...order].reverse().join('')))
  )
    return 'sequence'
  if (COMMON.has(plain.replace(/[^\p{L}]/gu, ''))) return 'common'
  return null
}

/** A few signs over and over. */
const isRepeated = (text: string) => /^(.{1,4}?)\1{2,}.{0,3}$/u.test(text)

/** Without case, accents, blanks and punctuation. */
const plainText = (text: string) =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')

const follows = (text: string, order: string) =>
  order.repeat(Math.ceil(text.length / order.length) + 1).includes(text)
