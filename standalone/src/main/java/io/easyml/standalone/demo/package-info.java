/** Trains on real tables and then asks every store itself whether the result is there. */
@NullMarked
package io.easyml.standalone.demo;

import org.jspecify.annotations.NullMarked;
