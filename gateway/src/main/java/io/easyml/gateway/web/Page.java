package io.easyml.gateway.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Part of a list.
 *
 * @param nextCursor to be sent as {@code cursor} for the next part; null at the end
 */
public record Page<T>(List<T> items, @Nullable String nextCursor) {}
