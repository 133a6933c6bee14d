// The states of the USA: codes, names, what else people call them, and which ZIP codes lie in each.

export interface UsState {
  /** As the Postal Service writes it: "NJ". */
  code: string;
  name: string;
  /** The first three digits of its ZIP codes, from and to. */
  prefixes: [from: number, to: number][];
  /** Other names and shorter ones. */
  also: string[];
}

// One line a state: code, name, ZIP prefixes, other names. Military mail has no place, and so no line.
const table = `
AL|Alabama|350-369|ala
AK|Alaska|995-999|
AZ|Arizona|850-865|ariz
AR|Arkansas|716-729|ark
CA|California|900-961|calif,cali
CO|Colorado|800-816|colo
CT|Connecticut|060-069|conn
DE|Delaware|197-199|del
DC|District of Columbia|200,202-205,569|washington dc,washington d c,d c
FL|Florida|320-339,341-342,344,346-347,349|fla
GA|Georgia|300-319,398-399|
GU|Guam|969|
HI|Hawaii|967-968|
ID|Idaho|832-838|
IL|Illinois|600-629|ill
IN|Indiana|460-479|ind
IA|Iowa|500-528|
KS|Kansas|660-679|kan
KY|Kentucky|400-427|
LA|Louisiana|700-714|
ME|Maine|039-049|
MD|Maryland|206-219|
MA|Massachusetts|010-027,055|mass
MI|Michigan|480-499|mich
MN|Minnesota|550-567|minn
MS|Mississippi|386-397|miss
MO|Missouri|630-658|
MT|Montana|590-599|mont
NE|Nebraska|680-693|neb,nebr
NV|Nevada|889-898|nev
NH|New Hampshire|030-038|n h
NJ|New Jersey|070-089|jersey,n j
NM|New Mexico|870-884|n m
NY|New York|005,100-149|new york state,n y
NC|North Carolina|270-289|carolina,n carolina
ND|North Dakota|580-588|dakota,n dakota
OH|Ohio|430-459|
OK|Oklahoma|730-732,734-749|okla
OR|Oregon|970-979|ore
PA|Pennsylvania|150-196|penn,penna
PR|Puerto Rico|006-007,009|
RI|Rhode Island|028-029|r i
SC|South Carolina|290-299|carolina,s carolina
SD|South Dakota|570-577|dakota,s dakota
TN|Tennessee|370-385|tenn
TX|Texas|733,750-799,885|tex
UT|Utah|840-847|
VT|Vermont|050-054,056-059|
VA|Virginia|201,220-246|
VI|Virgin Islands|008|us virgin islands
WA|Washington|980-994|wash,washington state
WV|West Virginia|247-268|w virginia
WI|Wisconsin|530-549|wis,wisc
WY|Wyoming|820-831|wyo
`;

export const usStates: UsState[] = table
  .trim()
  .split('\n')
  .map((line) => {
    const [code = '', name = '', prefixes = '', also = ''] = line.split('|');
    return { code, name, prefixes: prefixes.split(',').map(prefixRange), also: also.split(',').filter(Boolean) };
  });

/** "070-079" or "070" as two numbers. */
export function prefixRange(text: string): [from: number, to: number] {
  const [from = '', to = from] = text.split('-');
  return [Number(from), Number(to)];
}

/** The state in which ZIP codes with these first three digits lie. */
export function stateOfPrefix(prefix: number): UsState | undefined {
  return usStates.find(({ prefixes }) => prefixes.some(([from, to]) => prefix >= from && prefix <= to));
}
