package io.easyml.standalone.doctor;

/** Something that must hold of every platform at rest. */
interface Invariant {

    Finding examine(Evidence evidence) throws Exception;
}
