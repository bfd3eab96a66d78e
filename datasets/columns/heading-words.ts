/** What the heading of a column says that it holds, in some of the languages that headings are in. */

/**
 * What headings speak of. `given`, `family` and `full` are names of people; `role` is a word for a person, whose column may
 * hold a name or a number; `name` is the bare word, of a person or a thing; `kin` is another person than the record's.
 */
export type HeadingSense =
  | 'email' | 'phone' | 'birth' | 'given' | 'family' | 'full' | 'role' | 'name' | 'kin' | 'address' | 'thing'
  | 'hash' | 'device' | 'latitude' | 'longitude' | 'place' | 'ip' | 'version' | 'number' | 'file' | 'vote' | 'trait'
  | 'money' | 'person-fact' | 'stock' | 'segment'; // prettier-ignore

/** Words as `headingWords` gives them; those with `~` before them are looked for inside words too. */
const table: Readonly<Record<HeadingSense, string>> = {
  email: 'email mail emails mails ~email ~e-mail hem courriel correo posta epost eposta ~electroni ईमेल почта',
  phone: 'contactno contactnumber contactnum callback hotline phone phones tel telephone telefon mobile mobil cell cellphone landline msisdn fone fones fax handy telefono telefone celular movil portable gsm telefoon telefonnummer numer_telefonu komorka whatsapp mob mobno ~telefon ~telephon ~telefoon ~handynummer ~phone ~mobil फोन मोबाइल दूरभाष телефон रिंग',
  birth: 'dob dateofbirth birth birthday birthdate born bday naissance ddn nacimiento fnac nascimento nasc nascita geboren geb gebdat geboortedatum geboren_am urodzenia ur fodd fodelsedatum fodselsdato dogum ~geburt ~birth ~naissance ~nacimiento ~nascimento ~urodz ~geboorte जन्म जन्मतिथि рождения',
  given: 'forename forenames firstname first fname givenname given vorname vornamen prenom prenoms nombre nombres imie imiona voornaam fornamn fornavn ad isim christian ~vorname ~prenom ~firstname ~forename имя',
  family: 'surname surnames lastname last lname familyname family nachname zuname familienname apellido apellidos sobrenome sobrenomes cognome nazwisko achternaam efternamn etternavn soyad soyadi ~nachname ~surname ~lastname ~familienname उपनाम फамилия фамилия',
  full: 'fullname full_name fullnames nomcomplet nomecompleto nombrecompleto displayname vollname ~fullname फुलनेम पूरानाम фио',
  role: 'elector electors voter voters tenant tenants subscriber subscribers client clients cliente clientes customer customers patient patients member members membre membres adherent adherents donor donors reader readers employee employees staff student students pupil pupils teacher guest guests attendee attendees participant participants respondent respondents owner owners driver drivers applicant applicants contact contacts person persons persona pessoa personne who volunteer volunteers candidate beneficiary beneficiaries holder supporter supporters passenger passengers resident residents occupant user users learner recruit lead recipient player signatory worker crew caller visitor visitors householder claimant witness parishioner author contributor payee payer debtor creditor buyer seller purchaser landlord landlady lender borrower cardholder policyholder insured signer petitioner enrollee registrant delegate speaker trainee trainer doctor physician nurse kunde kunden mitglied mitglieder patientin mieter mitarbeiter teilnehmer bewohner schuler spender wahler abonnent empfanger ansprechpartner inhaber paciente pacientes socio socios socia alumno alumna alumnos empleado empleada afiliado afiliada votante elector_a inquilino titular assinante eleitor eleitora filiado funcionario aluno aluna morador inquilina abonne abonnes electeur locataire salarie eleve donateur benevole patiente titulaire iscritto iscritti utente utenti cliente_i paziente dipendente intestatario elettore socio_a lid leden klant huurder patient_in werknemer klient czlonek pacjent wyborca pracownik kund medlem anstalld musteri uye secmen hasta मतदाता सदस्य रोगी ग्राहक किसान लाभार्थी клиент пациент',
  name: 'name names nom noms nombre nome nomes naam namn navn nazwa isim adi nomi namen ime nimi jmeno नाम имя नाव ~अपूर',
  kin: 'baba anne father fathers mother mothers husband wife spouse parent parents guardian kin nextofkin emergency manager supervisor referrer vater mutter ehegatte pere mere conjoint padre madre pai mae conyuge marito moglie पिता पति माता',
  address: 'address addr address1 address2 addressline street road residence adresse anschrift strasse strase ~strasse ~straße ~anschrift rue voie domicile direccion calle domicilio endereco rua logradouro morada indirizzo via adres straat ulica adress gata adresi पता улица адрес',
  thing: 'home care product products produit producto produto produkt item items article artikel variety model brand make vehicle ship vessel boat species plant station stop hall room building school church shop store site venue branch office company firm organisation organization org employer employeur empresa societe firma verein club team party partei parti partido department dept abteilung division category kategorie categorie class genre title titel titre titulo book song album film movie track city town village commune municipio ort stadt ville ciudad cidade citta stad miasto ward county district region state province country land pays pais street_name job occupation profession beruf reason grund status comment comments note notes remark bemerkung description beschreibung text message subject topic bank service project programme program page pages likes likes_ hobby interest interests language lang route line bahnhof halte gleis quay river gauge host hostname server domain url site_name colour color size type typ art kind unit einheit unite unidad unidade horse dog cat breed wine beer recipe dish street_type supplier vendor manufacturer hersteller lieferant fournisseur proveedor fornecedor carrier operator network घाट गाँव गांव जिला शहर उत्पाद',
  hash: 'sha256 sha sha1 md5 hash hashed digest sha_256 ~sha256 ~hash checksum',
  device: 'idfa gaid aaid adid maid ifa deviceid device advertisingid advertiser udid androidid idfv imei imsi handset oaid rdid ~deviceid ~advertis',
  latitude: 'lat latitude breite breitengrad latitud latitudine ~latitude',
  longitude: 'lon lng long longitude lange langengrad longitud longitudine ~longitude',
  place: 'coordinates coords coordinate gps location position latlon latlng geo koordinaten coordonnees coordenadas coordinate_',
  ip: 'ip ipaddress ipv4 ipv6 client_ip remote remoteaddr clientip ~ipaddr',
  version: 'version firmware release build fw software revision rev ver driver_version section clause oid',
  number: 'gtin ean upc isbn issn imei lot batch ref reference serial part sku order invoice account acct id no number nr num code key index ticket case claim uuid guid asset item_no barcode article_no ~nummer quantity qty',
  file: 'file files filename path size bytes mtime blob object image folder dir directory extension sha_file mime format partition',
  vote: 'elector electors voter voters epic ward precinct polling booth absent part constituency registration electoral party turnout_score wahler electeur elettore eleitor secmen मतदाता भाग बूथ votante distrito_electoral',
  trait: 'likes pagelikes page_likes openness conscientiousness extraversion extroversion agreeableness neuroticism ocean friends followers follower following interests personality persona psych psychographic persuadability propensity quiz bio posts tweets',
  money: 'amount price preis prix precio preco betrag montant importe valor total balance debit credit net gross budget actual cost costs revenue soll haben vat tax fee netto brutto paid payment prezzo kwota cena राशि',
  'person-fact': 'age sex gender dob birth birthday alter geschlecht sexe edad sexo salary wage grade title_ consent optin opt height weight blood religion caste nationality marital occupation married vote relationship netto gehalt eta sesso leeftijd geslacht wiek plec उम्र आयु लिंग',
  stock: 'stock sku gtin ean upc qty quantity bestand lager inventory warehouse bin reorder units packet pack estoque inventario model serial asset',
  segment: 'segment segments audience cluster list campaign optin opt consent source utm subscribed unsubscribed score tier newsletter lang zip',
}; // prettier-ignore

/** Letters without accents, in small; vowel signs of other scripts stay. */
export const foldWord = (text: string): string =>
  text.toLowerCase().normalize('NFKD').replace(/[\u0300-\u036f]/g, '').replaceAll('ß', 'ss').replaceAll('ł', 'l').replaceAll('ı', 'i').replaceAll('ø', 'o').normalize('NFC'); // prettier-ignore

const longestHeading = 200;

/** The words of a heading, folded: `firstName`, `first_name` and `First name` have the same. */
export function headingWords(heading: string): string[] {
  const parted = heading.slice(0, longestHeading).replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2');
  return foldWord(parted)
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => word !== '');
}

interface SenseWords {
  readonly sense: HeadingSense;
  readonly whole: ReadonlySet<string>;
  readonly inside: readonly string[];
}

const senses: readonly SenseWords[] = Object.entries(table).map(([sense, words]) => {
  const all = words.split(' ');
  return {
    sense: sense as HeadingSense,
    whole: new Set(all.filter((word) => !word.startsWith('~')).map((word) => foldWord(word.replaceAll('_', '')))),
    inside: all.filter((word) => word.startsWith('~')).map((word) => foldWord(word.slice(1))),
  };
}); // prettier-ignore

/** All that the heading may speak of; empty for words of none. */
export function sensesOf(heading: string): ReadonlySet<HeadingSense> {
  const words = headingWords(heading);
  const pairs = words.slice(1).map((word, at) => `${words[at] ?? ''}${word}`);
  const all = [...words, ...pairs, ...(words.length > 2 && words.length < 6 ? [words.join('')] : [])];
  const found = new Set<HeadingSense>();
  for (const { sense, whole, inside } of senses)
    if (all.some((word) => whole.has(word) || inside.some((part) => word.includes(part)))) found.add(sense);
  return found;
}
