/** The processes of a platform on this machine: started, watched, ended. */
@NullMarked
package io.easyml.standalone.platform;

import org.jspecify.annotations.NullMarked;
