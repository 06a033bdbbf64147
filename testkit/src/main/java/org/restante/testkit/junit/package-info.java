/**
 * The post office as an extension of JUnit: started before the tests, as new for each of them,
 * closed behind them. Nothing else of the testkit needs JUnit. Start reading at {@link
 * org.restante.testkit.junit.PostOfficeExtension}.
 */
@NullMarked
package org.restante.testkit.junit;

import org.jspecify.annotations.NullMarked;
