// Generated automatically by nearley, version 2.20.1
// http://github.com/Hardmath123/nearley
// Bypasses TS6133. Allow declared but unused functions.
// @ts-ignore
function id(d: any[]): any { return d[0]; }
declare var name: any;
declare var mnemonic: any;
declare var data: any;
declare var reserve: any;
declare var prefix: any;
declare var segment: any;
declare var size: any;
declare var listOpen: any;
declare var string: any;
declare var number: any;
declare var float: any;
declare var register: any;
declare var here: any;
declare var base: any;
declare var floatFunction: any;
declare var stringFunction: any;
declare var integerFunction: any;

import * as build from './grammar-actions.js';
import { lexer } from './token-source.js';

interface NearleyToken {
  value: any;
  [key: string]: any;
};

interface NearleyLexer {
  reset: (chunk: string, info: any) => void;
  next: () => NearleyToken | undefined;
  save: () => any;
  formatError: (token: never) => string;
  has: (tokenType: string) => boolean;
};

interface NearleyRule {
  name: string;
  symbols: NearleySymbol[];
  postprocess?: (d: any[], loc?: number, reject?: {}) => any;
};

type NearleySymbol = string | { literal: any } | { test: (token: any) => boolean };

interface Grammar {
  Lexer: NearleyLexer | undefined;
  ParserRules: NearleyRule[];
  ParserStart: string;
};

const grammar: Grammar = {
  Lexer: lexer,
  ParserRules: [
    {"name": "line", "symbols": [], "postprocess": build.empty},
    {"name": "line", "symbols": ["body"], "postprocess": build.unlabelled},
    {"name": "line", "symbols": [(lexer.has("name") ? {type: "name"} : name)], "postprocess": build.loneLabel},
    {"name": "line", "symbols": [(lexer.has("name") ? {type: "name"} : name), "body"], "postprocess": build.labelled},
    {"name": "line", "symbols": ["labelWord", {"literal":":"}], "postprocess": build.loneLabel},
    {"name": "line", "symbols": ["labelWord", {"literal":":"}, "body"], "postprocess": build.labelled},
    {"name": "labelWord", "symbols": [(lexer.has("name") ? {type: "name"} : name)], "postprocess": build.first},
    {"name": "labelWord", "symbols": ["freeWord"], "postprocess": build.first},
    {"name": "freeWord", "symbols": [(lexer.has("mnemonic") ? {type: "mnemonic"} : mnemonic)], "postprocess": build.first},
    {"name": "freeWord", "symbols": [(lexer.has("data") ? {type: "data"} : data)], "postprocess": build.first},
    {"name": "freeWord", "symbols": [(lexer.has("reserve") ? {type: "reserve"} : reserve)], "postprocess": build.first},
    {"name": "freeWord", "symbols": [{"literal":"dup"}], "postprocess": build.first},
    {"name": "body$ebnf$1", "symbols": []},
    {"name": "body$ebnf$1", "symbols": ["body$ebnf$1", "prefix"], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "body", "symbols": ["body$ebnf$1", (lexer.has("mnemonic") ? {type: "mnemonic"} : mnemonic)], "postprocess": build.instruction},
    {"name": "body$ebnf$2", "symbols": []},
    {"name": "body$ebnf$2", "symbols": ["body$ebnf$2", "prefix"], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "body", "symbols": ["body$ebnf$2", (lexer.has("mnemonic") ? {type: "mnemonic"} : mnemonic), "operands"], "postprocess": build.instruction},
    {"name": "body$ebnf$3", "symbols": ["prefix"]},
    {"name": "body$ebnf$3", "symbols": ["body$ebnf$3", "prefix"], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "body", "symbols": ["body$ebnf$3"], "postprocess": build.prefixes},
    {"name": "body", "symbols": [(lexer.has("data") ? {type: "data"} : data)], "postprocess": build.data},
    {"name": "body", "symbols": [(lexer.has("data") ? {type: "data"} : data), "items"], "postprocess": build.data},
    {"name": "body", "symbols": [(lexer.has("data") ? {type: "data"} : data), "items", {"literal":","}], "postprocess": build.data},
    {"name": "body", "symbols": [(lexer.has("reserve") ? {type: "reserve"} : reserve), "expression"], "postprocess": build.reserve},
    {"name": "body", "symbols": [{"literal":"equ"}, "expression"], "postprocess": build.equ},
    {"name": "body", "symbols": [{"literal":"equ"}, "expression", {"literal":":"}, "expression"], "postprocess": build.equ},
    {"name": "body", "symbols": [{"literal":"incbin"}, "stringValue"], "postprocess": build.incbin},
    {"name": "body", "symbols": [{"literal":"incbin"}, "stringValue", {"literal":","}, "expression"], "postprocess": build.incbin},
    {"name": "body", "symbols": [{"literal":"incbin"}, "stringValue", {"literal":","}, "expression", {"literal":","}, "expression"], "postprocess": build.incbin},
    {"name": "body", "symbols": [{"literal":"times"}, "expression", "body"], "postprocess": build.times},
    {"name": "body", "symbols": [{"literal":"times"}, "expression"], "postprocess": build.times},
    {"name": "body$ebnf$4", "symbols": ["prefix"]},
    {"name": "body$ebnf$4", "symbols": ["body$ebnf$4", "prefix"], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "body", "symbols": ["body$ebnf$4", {"literal":"times"}, "expression", "body"], "postprocess": build.prefixedTimes},
    {"name": "prefix", "symbols": [(lexer.has("prefix") ? {type: "prefix"} : prefix)], "postprocess": build.first},
    {"name": "prefix", "symbols": [(lexer.has("segment") ? {type: "segment"} : segment)], "postprocess": build.first},
    {"name": "operands$ebnf$1", "symbols": []},
    {"name": "operands$ebnf$1$subexpression$1", "symbols": [{"literal":","}, "operand"]},
    {"name": "operands$ebnf$1", "symbols": ["operands$ebnf$1", "operands$ebnf$1$subexpression$1"], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "operands", "symbols": ["operand", "operands$ebnf$1"], "postprocess": build.list},
    {"name": "operand$ebnf$1", "symbols": []},
    {"name": "operand$ebnf$1", "symbols": ["operand$ebnf$1", "modifier"], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "operand", "symbols": ["operand$ebnf$1", {"literal":"["}, "memory", {"literal":"]"}], "postprocess": build.memoryOperand},
    {"name": "operand$ebnf$2", "symbols": []},
    {"name": "operand$ebnf$2", "symbols": ["operand$ebnf$2", "modifier"], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "operand", "symbols": ["operand$ebnf$2", "expression", {"literal":"["}, "memory", {"literal":"]"}], "postprocess": build.indexedOperand},
    {"name": "operand$ebnf$3", "symbols": []},
    {"name": "operand$ebnf$3", "symbols": ["operand$ebnf$3", "modifier"], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "operand$ebnf$4", "symbols": []},
    {"name": "operand$ebnf$4", "symbols": ["operand$ebnf$4", "addressing"], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "operand", "symbols": ["operand$ebnf$3", (lexer.has("segment") ? {type: "segment"} : segment), {"literal":":"}, "operand$ebnf$4", {"literal":"["}, "memory", {"literal":"]"}], "postprocess": build.overriddenOperand},
    {"name": "operand$ebnf$5", "symbols": []},
    {"name": "operand$ebnf$5", "symbols": ["operand$ebnf$5", "modifier"], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "operand$ebnf$6", "symbols": []},
    {"name": "operand$ebnf$6", "symbols": ["operand$ebnf$6", "addressing"], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "operand", "symbols": ["operand$ebnf$5", (lexer.has("segment") ? {type: "segment"} : segment), {"literal":":"}, "operand$ebnf$6", "expression", {"literal":"["}, "memory", {"literal":"]"}], "postprocess": build.overriddenOperand},
    {"name": "operand$ebnf$7", "symbols": []},
    {"name": "operand$ebnf$7", "symbols": ["operand$ebnf$7", "modifier"], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "operand", "symbols": ["operand$ebnf$7", "expression"], "postprocess": build.expressionOperand},
    {"name": "operand$ebnf$8", "symbols": []},
    {"name": "operand$ebnf$8", "symbols": ["operand$ebnf$8", "modifier"], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "operand$ebnf$9", "symbols": []},
    {"name": "operand$ebnf$9", "symbols": ["operand$ebnf$9", "modifier"], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "operand", "symbols": ["operand$ebnf$8", "expression", {"literal":":"}, "operand$ebnf$9", "expression"], "postprocess": build.farOperand},
    {"name": "modifier", "symbols": [(lexer.has("size") ? {type: "size"} : size)], "postprocess": build.first},
    {"name": "modifier", "symbols": [{"literal":"strict"}], "postprocess": build.first},
    {"name": "modifier", "symbols": [{"literal":"short"}], "postprocess": build.first},
    {"name": "modifier", "symbols": [{"literal":"near"}], "postprocess": build.first},
    {"name": "modifier", "symbols": [{"literal":"far"}], "postprocess": build.first},
    {"name": "modifier", "symbols": [{"literal":"to"}], "postprocess": build.first},
    {"name": "memory$ebnf$1", "symbols": []},
    {"name": "memory$ebnf$1", "symbols": ["memory$ebnf$1", "addressing"], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "memory", "symbols": ["memory$ebnf$1", "expression"], "postprocess": build.memory},
    {"name": "memory$ebnf$2", "symbols": []},
    {"name": "memory$ebnf$2", "symbols": ["memory$ebnf$2", "addressing"], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "memory", "symbols": ["memory$ebnf$2", "expression", {"literal":","}, "expression"], "postprocess": build.splitMemory},
    {"name": "memory$ebnf$3", "symbols": []},
    {"name": "memory$ebnf$3", "symbols": ["memory$ebnf$3", "addressing"], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "memory$ebnf$4", "symbols": []},
    {"name": "memory$ebnf$4", "symbols": ["memory$ebnf$4", "addressing"], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "memory", "symbols": ["memory$ebnf$3", (lexer.has("segment") ? {type: "segment"} : segment), {"literal":":"}, "memory$ebnf$4", "expression"], "postprocess": build.segmentMemory},
    {"name": "addressing", "symbols": [(lexer.has("size") ? {type: "size"} : size)], "postprocess": build.first},
    {"name": "addressing", "symbols": [{"literal":"rel"}], "postprocess": build.first},
    {"name": "addressing", "symbols": [{"literal":"abs"}], "postprocess": build.first},
    {"name": "addressing", "symbols": [{"literal":"nosplit"}], "postprocess": build.first},
    {"name": "addressing", "symbols": [(lexer.has("prefix") ? {type: "prefix"} : prefix)], "postprocess": build.first},
    {"name": "items$ebnf$1", "symbols": []},
    {"name": "items$ebnf$1$subexpression$1", "symbols": [{"literal":","}, "item"]},
    {"name": "items$ebnf$1", "symbols": ["items$ebnf$1", "items$ebnf$1$subexpression$1"], "postprocess": (d) => d[0].concat([d[1]])},
    {"name": "items", "symbols": ["item", "items$ebnf$1"], "postprocess": build.list},
    {"name": "item", "symbols": ["expression"], "postprocess": build.value},
    {"name": "item", "symbols": [(lexer.has("size") ? {type: "size"} : size), "expression"], "postprocess": build.sizedValue},
    {"name": "item", "symbols": [{"literal":"?"}], "postprocess": build.uninitialized},
    {"name": "item", "symbols": [(lexer.has("size") ? {type: "size"} : size), {"literal":"?"}], "postprocess": build.uninitialized},
    {"name": "item", "symbols": ["group"], "postprocess": build.first},
    {"name": "item", "symbols": [(lexer.has("size") ? {type: "size"} : size), "group"], "postprocess": build.sizedGroup},
    {"name": "item", "symbols": ["expression", {"literal":"dup"}, "item"], "postprocess": build.duplicate},
    {"name": "group", "symbols": [(lexer.has("listOpen") ? {type: "listOpen"} : listOpen), "items", {"literal":")"}], "postprocess": build.group},
    {"name": "stringValue", "symbols": [(lexer.has("string") ? {type: "string"} : string)], "postprocess": build.string},
    {"name": "expression", "symbols": ["logicalOr"], "postprocess": build.first},
    {"name": "expression", "symbols": ["logicalOr", {"literal":"?"}, "expression", {"literal":":"}, "expression"], "postprocess": build.conditional},
    {"name": "logicalOr", "symbols": ["logicalXor"], "postprocess": build.first},
    {"name": "logicalOr", "symbols": ["logicalOr", {"literal":"||"}, "logicalXor"], "postprocess": build.binary},
    {"name": "logicalXor", "symbols": ["logicalAnd"], "postprocess": build.first},
    {"name": "logicalXor", "symbols": ["logicalXor", {"literal":"^^"}, "logicalAnd"], "postprocess": build.binary},
    {"name": "logicalAnd", "symbols": ["comparison"], "postprocess": build.first},
    {"name": "logicalAnd", "symbols": ["logicalAnd", {"literal":"&&"}, "comparison"], "postprocess": build.binary},
    {"name": "comparison", "symbols": ["bitOr"], "postprocess": build.first},
    {"name": "comparison", "symbols": ["comparison", "comparator", "bitOr"], "postprocess": build.binary},
    {"name": "bitOr", "symbols": ["bitXor"], "postprocess": build.first},
    {"name": "bitOr", "symbols": ["bitOr", {"literal":"|"}, "bitXor"], "postprocess": build.binary},
    {"name": "bitXor", "symbols": ["bitAnd"], "postprocess": build.first},
    {"name": "bitXor", "symbols": ["bitXor", {"literal":"^"}, "bitAnd"], "postprocess": build.binary},
    {"name": "bitAnd", "symbols": ["shift"], "postprocess": build.first},
    {"name": "bitAnd", "symbols": ["bitAnd", {"literal":"&"}, "shift"], "postprocess": build.binary},
    {"name": "shift", "symbols": ["sum"], "postprocess": build.first},
    {"name": "shift", "symbols": ["shift", "shifter", "sum"], "postprocess": build.binary},
    {"name": "sum", "symbols": ["product"], "postprocess": build.first},
    {"name": "sum", "symbols": ["sum", "adder", "product"], "postprocess": build.binary},
    {"name": "product", "symbols": ["reference"], "postprocess": build.first},
    {"name": "product", "symbols": ["product", "multiplier", "reference"], "postprocess": build.binary},
    {"name": "reference", "symbols": ["unary"], "postprocess": build.first},
    {"name": "reference", "symbols": ["reference", {"literal":"wrt"}, "unary"], "postprocess": build.binary},
    {"name": "comparator", "symbols": [{"literal":"="}], "postprocess": build.first},
    {"name": "comparator", "symbols": [{"literal":"=="}], "postprocess": build.first},
    {"name": "comparator", "symbols": [{"literal":"!="}], "postprocess": build.first},
    {"name": "comparator", "symbols": [{"literal":"<>"}], "postprocess": build.first},
    {"name": "comparator", "symbols": [{"literal":"<"}], "postprocess": build.first},
    {"name": "comparator", "symbols": [{"literal":"<="}], "postprocess": build.first},
    {"name": "comparator", "symbols": [{"literal":"=<"}], "postprocess": build.first},
    {"name": "comparator", "symbols": [{"literal":">"}], "postprocess": build.first},
    {"name": "comparator", "symbols": [{"literal":">="}], "postprocess": build.first},
    {"name": "comparator", "symbols": [{"literal":"=>"}], "postprocess": build.first},
    {"name": "comparator", "symbols": [{"literal":"<=>"}], "postprocess": build.first},
    {"name": "shifter", "symbols": [{"literal":"<<"}], "postprocess": build.first},
    {"name": "shifter", "symbols": [{"literal":">>"}], "postprocess": build.first},
    {"name": "shifter", "symbols": [{"literal":"<<<"}], "postprocess": build.first},
    {"name": "shifter", "symbols": [{"literal":">>>"}], "postprocess": build.first},
    {"name": "adder", "symbols": [{"literal":"+"}], "postprocess": build.first},
    {"name": "adder", "symbols": [{"literal":"-"}], "postprocess": build.first},
    {"name": "multiplier", "symbols": [{"literal":"*"}], "postprocess": build.first},
    {"name": "multiplier", "symbols": [{"literal":"/"}], "postprocess": build.first},
    {"name": "multiplier", "symbols": [{"literal":"//"}], "postprocess": build.first},
    {"name": "multiplier", "symbols": [{"literal":"%"}], "postprocess": build.first},
    {"name": "multiplier", "symbols": [{"literal":"%%"}], "postprocess": build.first},
    {"name": "unary", "symbols": ["unaryOperator", "unary"], "postprocess": build.unary},
    {"name": "unary", "symbols": ["primary"], "postprocess": build.first},
    {"name": "unaryOperator", "symbols": [{"literal":"+"}], "postprocess": build.first},
    {"name": "unaryOperator", "symbols": [{"literal":"-"}], "postprocess": build.first},
    {"name": "unaryOperator", "symbols": [{"literal":"~"}], "postprocess": build.first},
    {"name": "unaryOperator", "symbols": [{"literal":"!"}], "postprocess": build.first},
    {"name": "unaryOperator", "symbols": [{"literal":"seg"}], "postprocess": build.first},
    {"name": "primary", "symbols": [(lexer.has("number") ? {type: "number"} : number)], "postprocess": build.number},
    {"name": "primary", "symbols": [(lexer.has("float") ? {type: "float"} : float)], "postprocess": build.float},
    {"name": "primary", "symbols": [(lexer.has("string") ? {type: "string"} : string)], "postprocess": build.string},
    {"name": "primary", "symbols": [(lexer.has("name") ? {type: "name"} : name)], "postprocess": build.symbol},
    {"name": "primary", "symbols": ["freeWord"], "postprocess": build.symbol},
    {"name": "primary", "symbols": [(lexer.has("register") ? {type: "register"} : register)], "postprocess": build.register},
    {"name": "primary", "symbols": [(lexer.has("segment") ? {type: "segment"} : segment)], "postprocess": build.register},
    {"name": "primary", "symbols": [(lexer.has("here") ? {type: "here"} : here)], "postprocess": build.here},
    {"name": "primary", "symbols": [(lexer.has("base") ? {type: "base"} : base)], "postprocess": build.base},
    {"name": "primary", "symbols": [{"literal":"("}, "expression", {"literal":")"}], "postprocess": build.parenthesized},
    {"name": "primary", "symbols": ["callee", {"literal":"("}, "expression", {"literal":")"}], "postprocess": build.call},
    {"name": "primary", "symbols": ["callee", (lexer.has("string") ? {type: "string"} : string)], "postprocess": build.callString},
    {"name": "callee", "symbols": [(lexer.has("floatFunction") ? {type: "floatFunction"} : floatFunction)], "postprocess": build.first},
    {"name": "callee", "symbols": [(lexer.has("stringFunction") ? {type: "stringFunction"} : stringFunction)], "postprocess": build.first},
    {"name": "callee", "symbols": [(lexer.has("integerFunction") ? {type: "integerFunction"} : integerFunction)], "postprocess": build.first}
  ],
  ParserStart: "line",
};

export default grammar;
