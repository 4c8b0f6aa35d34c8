/** Names for councils that nobody has published: plain Spanish toponyms of trees, water, hills and wishes; no persons. */

const WORDS = `
La Ceiba|El Samán|Los Bucares|Agua Viva|Las Brisas|Quebrada Honda|El Roble|Loma Alta|Los Mangos|Palo Verde|La Vega|
El Cují|Las Tunas|Los Apamates|La Cañada|El Tamarindo|Los Araguaneyes|Agua Clara|La Sabanita|El Mirador|Las Acacias|
Los Pinos|Monte Verde|La Esperanza|El Progreso|La Unión|Buena Vista|El Manantial|Los Cardones|La Laguna|El Guamo|
Las Palmas|Los Naranjos|La Pradera|El Limonar|Los Cedros|Piedra Grande|La Cruz|El Potrero|Las Flores|El Jobo|
La Montañita|Los Caobos|El Cardonal|Las Veritas|La Playita|Caño Seco|El Merey|La Bendición|Los Robles|El Onoto|
Las Lomas|Tierra Blanca|La Aurora|El Cafetal|Los Rastrojos|El Bosque|La Colina|Las Mercedes del Río|El Trapiche|
El Alambique|Los Horcones|El Molino|La Toma|Las Piedras|El Paraíso|La Florida|Los Jardines|El Jabillo|La Ensenada|
Agua Negra|El Caimito|La Represa|Los Cerrajones|El Ujano Viejo|La Pastora del Valle|Las Delicias|El Carabalí|La Ribereña|
Los Yabos|El Dividivi|La Hacienda|El Placer|Las Cocuizas|Cerro Pelón|La Alegría|El Rincón|Los Olivos|La Cuchilla|
El Guayabal|Las Majaguas|La Cuesta|Los Aguacates|El Yagual|La Chapa|El Charal|Las Guacharacas|Los Luceros|
El Sisal|La Lagunita|Agua Larga|El Jagüey|La Guásima|Los Algarrobos|El Pedregal|Las Cuibas|La Matica|El Copey|
Los Chaguaramos|La Meseta|El Zanjón|Las Playas|Río Claro Abajo|El Rosal|La Fila|Los Positos|El Vigía Viejo|La Cumbre|
Palo Gordo|El Toronjo|La Mora|Los Guayos|El Bucaral|Las Tres Aguas|La Campiña|El Recodo|Los Sauces|Tierra Nueva`

const TOPONYMS: readonly string[] = WORDS.split('|').map((name) => name.trim())

const ROMAN = ['', ' II', ' III', ' IV', ' V', ' VI', ' VII', ' VIII']

/** Hands out the names in an order of its own; after the last one the list begins again with a numeral. */
export function nameGiver(shift: number): () => string {
  let given = 0
  return () => {
    const turn = Math.floor(given / TOPONYMS.length)
    // 37 has no factor in common with the length of the list, so every name comes up once a turn.
    const name = TOPONYMS[(shift + 37 * given) % TOPONYMS.length]
    given++
    return name + ROMAN[turn]
  }
}
