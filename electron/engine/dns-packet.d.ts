// dns-packet 5.6.1 brings no types. Only what is used here.
declare module 'dns-packet' {
  export interface Question {
    name: string;
    type: string;
    class?: string;
  }
  export interface Answer {
    name: string;
    type: string;
    class?: string;
    ttl?: number;
    data?: unknown;
    /** Of OPT alone. */
    udpPayloadSize?: number;
    flags?: number;
    extendedRcode?: number;
  }
  export interface Packet {
    id?: number;
    type?: 'query' | 'response';
    flags?: number;
    questions?: Question[];
    answers?: Answer[];
    authorities?: Answer[];
    additionals?: Answer[];
  }
  export interface DecodedPacket extends Required<Packet> {
    opcode: string;
    rcode: string;
    flag_aa: boolean;
    flag_tc: boolean;
    flag_rd: boolean;
    flag_ra: boolean;
    flag_ad: boolean;
    flag_cd: boolean;
  }
  const packet: {
    encode(packet: Packet): Buffer;
    decode(bytes: Uint8Array): DecodedPacket;
    RECURSION_DESIRED: number;
    RECURSION_AVAILABLE: number;
    AUTHORITATIVE_ANSWER: number;
    TRUNCATED_RESPONSE: number;
    AUTHENTIC_DATA: number;
    CHECKING_DISABLED: number;
    DNSSEC_OK: number;
  };
  export default packet;
}
