# NASM's statement (NASM manual, "Layout of a NASM Source Line", "Expressions") after preprocessing.
# Compiled to grammar.ts by `npm run grammar`; a test compares the two.
@preprocessor typescript
@{%
import * as build from './grammar-actions.js';
import { lexer } from './token-source.js';
%}
@lexer lexer

line -> null                                     {% build.empty %}
      | body                                     {% build.unlabelled %}
      | %name                                      {% build.loneLabel %}
      | %name body                                 {% build.labelled %}
      | labelWord ":"                            {% build.loneLabel %}
      | labelWord ":" body                       {% build.labelled %}

labelWord -> %name {% build.first %} | freeWord {% build.first %}
# Words that are free to be symbols where they mean nothing else.
freeWord -> %mnemonic {% build.first %} | %data {% build.first %} | %reserve {% build.first %} | "dup" {% build.first %}

body -> prefix:* %mnemonic                       {% build.instruction %}
      | prefix:* %mnemonic operands              {% build.instruction %}
      | prefix:+                                 {% build.prefixes %}
      | %data                                    {% build.data %}
      | %data items                              {% build.data %}
      | %data items ","                          {% build.data %}
      | %reserve expression                      {% build.reserve %}
      | "equ" expression                         {% build.equ %}
      | "equ" expression ":" expression          {% build.equ %}
      | "incbin" stringValue                     {% build.incbin %}
      | "incbin" stringValue "," expression      {% build.incbin %}
      | "incbin" stringValue "," expression "," expression {% build.incbin %}
      | "times" expression body                  {% build.times %}
      | "times" expression                       {% build.times %}
      | prefix:+ "times" expression body         {% build.prefixedTimes %}

prefix -> %prefix {% build.first %} | %segment {% build.first %}

operands -> operand ("," operand):*              {% build.list %}
operand -> modifier:* "[" memory "]"             {% build.memoryOperand %}
         | modifier:* expression "[" memory "]"  {% build.indexedOperand %}
         | modifier:* %segment ":" addressing:* "[" memory "]" {% build.overriddenOperand %}
         | modifier:* %segment ":" addressing:* expression "[" memory "]" {% build.overriddenOperand %}
         | modifier:* expression                 {% build.expressionOperand %}
         | modifier:* expression ":" modifier:* expression {% build.farOperand %}
modifier -> %size {% build.first %} | "strict" {% build.first %} | "short" {% build.first %}
          | "near" {% build.first %} | "far" {% build.first %} | "to" {% build.first %}

memory -> addressing:* expression                {% build.memory %}
        | addressing:* expression "," expression {% build.splitMemory %}
        | addressing:* %segment ":" addressing:* expression {% build.segmentMemory %}
addressing -> %size {% build.first %} | "rel" {% build.first %} | "abs" {% build.first %}
            | "nosplit" {% build.first %} | %prefix {% build.first %}

items -> item ("," item):*                       {% build.list %}
item -> expression                               {% build.value %}
      | %size expression                         {% build.sizedValue %}
      | "?"                                      {% build.uninitialized %}
      | %size "?"                                {% build.uninitialized %}
      | group                                    {% build.first %}
      | %size group                              {% build.sizedGroup %}
      | expression "dup" item                    {% build.duplicate %}
group -> %listOpen items ")"                     {% build.group %}

stringValue -> %string                           {% build.string %}

expression -> logicalOr                          {% build.first %}
            | logicalOr "?" expression ":" expression {% build.conditional %}
logicalOr  -> logicalXor {% build.first %} | logicalOr "||" logicalXor        {% build.binary %}
logicalXor -> logicalAnd {% build.first %} | logicalXor "^^" logicalAnd       {% build.binary %}
logicalAnd -> comparison {% build.first %} | logicalAnd "&&" comparison       {% build.binary %}
comparison -> bitOr      {% build.first %} | comparison comparator bitOr      {% build.binary %}
bitOr      -> bitXor     {% build.first %} | bitOr "|" bitXor                 {% build.binary %}
bitXor     -> bitAnd     {% build.first %} | bitXor "^" bitAnd                {% build.binary %}
bitAnd     -> shift      {% build.first %} | bitAnd "&" shift                 {% build.binary %}
shift      -> sum        {% build.first %} | shift shifter sum                {% build.binary %}
sum        -> product    {% build.first %} | sum adder product                {% build.binary %}
product    -> reference  {% build.first %} | product multiplier reference     {% build.binary %}
reference  -> unary      {% build.first %} | reference "wrt" unary            {% build.binary %}

comparator -> "=" {% build.first %} | "==" {% build.first %} | "!=" {% build.first %} | "<>" {% build.first %}
            | "<" {% build.first %} | "<=" {% build.first %} | "=<" {% build.first %} | ">" {% build.first %}
            | ">=" {% build.first %} | "=>" {% build.first %} | "<=>" {% build.first %}
shifter    -> "<<" {% build.first %} | ">>" {% build.first %} | "<<<" {% build.first %} | ">>>" {% build.first %}
adder      -> "+" {% build.first %} | "-" {% build.first %}
multiplier -> "*" {% build.first %} | "/" {% build.first %} | "//" {% build.first %} | "%" {% build.first %}
            | "%%" {% build.first %}

unary -> unaryOperator unary                     {% build.unary %}
       | primary                                 {% build.first %}
unaryOperator -> "+" {% build.first %} | "-" {% build.first %} | "~" {% build.first %} | "!" {% build.first %}
               | "seg" {% build.first %}
primary -> %number                               {% build.number %}
         | %float                                {% build.float %}
         | %string                               {% build.string %}
         | %name                                 {% build.symbol %}
         | freeWord                              {% build.symbol %}
         | %register                             {% build.register %}
         | %segment                              {% build.register %}
         | %here                                 {% build.here %}
         | %base                                 {% build.base %}
         | "(" expression ")"                    {% build.parenthesized %}
         | callee "(" expression ")"             {% build.call %}
         | callee %string                        {% build.callString %}
callee -> %floatFunction {% build.first %} | %stringFunction {% build.first %} | %integerFunction {% build.first %}
