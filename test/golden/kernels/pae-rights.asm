; Access rights of PAE paging, 4 KiB and 2 MiB pages, with NX: see rights32.inc.
%define PAE
%include "rights32.inc"
