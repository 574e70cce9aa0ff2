/** What an uploaded file is, told from its first bytes (CSV) or its metadata (Parquet); used by gateway and trainer alike. */
@NullMarked
package io.easyml.tablefile;

import org.jspecify.annotations.NullMarked;
