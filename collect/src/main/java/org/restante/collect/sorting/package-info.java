/**
 * One message to several places, or to one of several: {@link org.restante.collect.sorting.Sorting}
 * says where, {@link org.restante.collect.sorting.SortingDestination} brings it there, to each
 * once.
 */
@NullMarked
package org.restante.collect.sorting;

import org.jspecify.annotations.NullMarked;
