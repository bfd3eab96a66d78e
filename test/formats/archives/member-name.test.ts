import { describe, expect, test } from '@jest/globals';
import iconv from 'iconv-lite';
import { decodeName, guessNameCharset } from '../../../formats/archives/member-name.ts';

describe('the charset of names that nobody stated', () => {
  test.each([
    ['cp437', ['Müller.doc']],
    ['cp437', ['Rückmeldung März.docx', 'Übersicht.xls']],
    ['cp437', ['España/niño.jpg']],
    ['ibm866', ['Письмо.txt']],
    ['ibm866', ['МойДокумент.txt']],
    ['shift_jis', ['会議録.txt']],
    ['shift_jis', ['名簿/会員一覧.xls']],
    ['shift_jis', ['テスト.txt', '議事録2018年.txt', '写真/旅行.jpg']],
    ['euc-jp', ['報告書.txt', '会員名簿.xls']],
    ['gb18030', ['会议记录2018.doc']],
    ['gb18030', ['新建文件夹/备注.txt', '名单/成员列表.xls']],
    ['big5', ['會議記錄2018.doc']],
    ['euc-kr', ['회의록2018.hwp']],
  ] as const)('%s from %j', (charset, names) => {
    const sample = iconv.encode(names.join('\n'), charset);
    expect(guessNameCharset(sample)).toBe(charset);
    expect(names.map((name) => decodeName(iconv.encode(name, charset), charset).name)).toEqual(names);
  });
});
