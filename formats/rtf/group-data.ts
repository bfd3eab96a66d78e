/** Begins the data of a picture or an object, which the group then holds. */
import type { Group } from './group.ts';
import { collectHex } from './hex-data.ts';
import type { Receiver } from './receiver.ts';

export function startData(own: Group, receiver: Receiver, isPicture: boolean): void {
  const hex = collectHex(receiver.maxDataBytes);
  own.skip = 'none';
  own.hex = hex;
  own.atEnd = () => {
    if (hex.isTooLarge()) receiver.warn('too-large', `embedded data at byte ${own.offset}`);
    else if (hex.size() > 0 && (!isPicture || own.pictureType !== undefined))
      receiver.embedded({
        offset: own.offset,
        data: hex.take(),
        pictureType: isPicture ? own.pictureType : undefined,
      });
  };
}
