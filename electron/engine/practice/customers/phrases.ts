import type { Charset } from './charsets.ts';

type Some = readonly [string, ...string[]];

/** What one kind of correspondent writes. `{n}` is a number, `{item}`, `{place}`, `{day}` come from the lists. */
export interface Phrases {
  readonly charsets: readonly [Charset, ...Charset[]];
  readonly people: readonly [readonly [name: string, address: string], ...(readonly [string, string])[]];
  readonly items: Some;
  readonly places: Some;
  readonly days: Some;
  readonly subjects: Some;
  readonly greetings: Some;
  readonly sentences: Some;
  readonly closings: Some;
  readonly replyPrefix: string;
}

export type Language = 'english' | 'german' | 'japanese' | 'russian';

const english: Phrases = {
  charsets: ['utf-8', 'windows-1252', 'iso-8859-1'],
  people: [
    ['Ines at the lighthouse', 'ines@lighthouse.test'],
    ['Ropeworks Dispatch', 'dispatch@ropeworks.test'],
    ['Tidewater Accounts', 'accounts@tidewater.test'],
    ['Café Quayside', 'orders@quayside-cafe.test'],
    ['Pilot Office', 'duty@pilot-office.test'],
    ['Nell (Sailmakers)', 'nell@sailmakers.test'],
  ],
  items: [
    'mooring lines',
    'a brass lantern',
    'two anchors',
    'the chart table',
    'varnish',
    'deck paint',
    'fenders',
    'rope, 14 mm',
  ],
  places: ['the north quay', 'berth 12', 'the slipway', 'the ferry terminal', 'the old boathouse'],
  days: ['Monday', 'Tuesday', 'Thursday', 'Friday morning', 'the weekend', 'the end of the month'],
  subjects: [
    'Order {n}: {item}',
    'Delivery to {place} on {day}',
    'Invoice {n}',
    'Question about {item}',
    'Meeting on {day} at {place}',
    'Quote for {item} – 10 % for regulars',
    'Your reservation {n}',
    'Minutes of {day}',
  ],
  greetings: ['Hello,', 'Good morning,', 'Dear all,', 'Hi there,'],
  sentences: [
    'thank you for the quick answer about {item}.',
    'We can bring {item} to {place} by {day}, provided the crane is free.',
    'The price is £{n} including delivery; the offer stands until {day}.',
    'Please find the papers for order {n} attached, or ask for them at {place}.',
    'The last batch had a flaw: {item} came back twice – we’d rather replace it.',
    'Could someone be at {place} on {day} to sign for it?',
    'Our books still show {n} as open. If you have paid already, please ignore this.',
    'It’s been a wet season and everything takes longer, so count on {day} rather than sooner.',
    'The café asked whether {item} may be stored at {place} over winter.',
  ],
  closings: ['Best wishes', 'Kind regards', 'See you soon', 'Thanks again'],
  replyPrefix: 'Re: ',
};

const german: Phrases = {
  charsets: ['utf-8', 'iso-8859-1', 'windows-1252'],
  people: [
    ['Größe & Maß Prüfdienst', 'pruefung@groesse-mass.test'],
    ['Einkauf Drehwerk', 'einkauf@drehwerk.test'],
    ['Spedition Übersee', 'dispo@spedition-uebersee.test'],
    ['Buchhaltung Schleiferei', 'buchhaltung@schleiferei.test'],
    ['Jörn (Werkzeugbau)', 'joern@werkzeugbau.test'],
  ],
  items: [
    'Präzisionswellen',
    '12 Zahnräder',
    'die Fräse',
    'Messuhren',
    'Kühlschmierstoff',
    'Passfedern',
    'das Lehrengestell',
  ],
  places: ['Halle 3', 'die Warenannahme', 'das Prüflabor', 'Tor 2', 'die Außenstelle'],
  days: ['Montag', 'Mittwoch', 'Freitag früh', 'nächste Woche', 'KW 42', 'Ende März'],
  subjects: [
    'Auftrag {n}: {item}',
    'Lieferung für {day}',
    'Rechnung {n}',
    'Rückfrage zu {item}',
    'Terminvorschlag {day}',
    'Prüfprotokoll Nr. {n}',
    'Mängelrüge: {item}',
    'Angebot über {item}',
  ],
  greetings: ['Guten Tag,', 'Sehr geehrte Damen und Herren,', 'Hallo zusammen,', 'Grüß Gott,'],
  sentences: [
    'vielen Dank für die schnelle Rückmeldung zu {item}.',
    'Wir liefern bis {day} an {place}, sofern der Prüfbericht vorliegt.',
    'Der Preis beträgt {n} € zuzüglich Umsatzsteuer und gilt bis {day}.',
    'Die Maße weichen um 0,02 mm ab; bitte prüfen Sie, ob das noch zulässig ist.',
    'Die Unterlagen zu Auftrag {n} finden Sie im Anhang.',
    'Könnte jemand am Tor stehen, wenn die Spedition {day} kommt?',
    'Für {item} fehlt uns noch die Freigabe der Qualitätssicherung.',
    'Bitte überweisen Sie den offenen Betrag von {n} € auf das bekannte Konto.',
  ],
  closings: ['Mit freundlichen Grüßen', 'Viele Grüße', 'Schöne Grüße aus der Werkstatt'],
  replyPrefix: 'AW: ',
};

const japanese: Phrases = {
  charsets: ['utf-8', 'iso-2022-jp', 'shift_jis'],
  people: [
    ['旅館 松風', 'yoyaku@matsukaze.test'],
    ['海辺バス予約係', 'bus@umibe-bus.test'],
    ['経理部', 'keiri@tabi-office.test'],
    ['ハナ（現地ガイド）', 'hana@annai.test'],
  ],
  items: ['露天風呂付きの部屋', '往復の切符', '団体割引', 'お弁当', '観光地図', '荷物の配送'],
  places: ['京都駅', '港の待合所', '本館の受付', '空港の第二ターミナル'],
  days: ['月曜日', '水曜日', '金曜日の朝', '来週', '月末'],
  subjects: [
    '予約番号 {n} の確認',
    '{item}について',
    '{day}の集合場所',
    'お見積り {n}',
    '請求書 {n}',
    '{place}への送迎',
  ],
  greetings: ['いつもお世話になっております。', 'お疲れさまです。', 'ご連絡ありがとうございます。'],
  sentences: [
    '{item}の件、承知いたしました。',
    '{day}に{place}でお待ちしております。',
    '料金は一名様 {n} 円でございます。',
    '詳しい日程は添付の書類をご覧ください。',
    '人数に変更がございましたら、お早めにお知らせください。',
    '雨天の場合は{place}に集合場所を変更いたします。',
    'お支払いは{day}までにお願いいたします。',
  ],
  closings: ['よろしくお願いいたします。', '今後ともよろしくお願い申し上げます。'],
  replyPrefix: 'Re: ',
};

const russian: Phrases = {
  charsets: ['koi8-r', 'utf-8'],
  people: [
    ['Отдел бронирования', 'bron@put-tury.test'],
    ['Склад', 'sklad@gavan.test'],
  ],
  items: ['билеты', 'две каюты', 'канаты', 'экскурсия', 'документы'],
  places: ['вокзал', 'причал 5', 'контора'],
  days: ['понедельник', 'четверг', 'конец месяца'],
  subjects: ['Заказ {n}', 'Вопрос: {item}', 'Счёт {n}', 'Встреча, {day}'],
  greetings: ['Добрый день!', 'Здравствуйте,'],
  sentences: [
    'спасибо за быстрый ответ.',
    'Просим подтвердить заказ {n} до конца недели.',
    'Во вложении {item} и копия счёта.',
    'Место встречи: {place}, срок: {day}.',
  ],
  closings: ['С уважением', 'Всего доброго'],
  replyPrefix: 'Re: ',
};

export const phrases: Readonly<Record<Language, Phrases>> = { english, german, japanese, russian };
