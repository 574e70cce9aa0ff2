package io.easyml.gateway;

import io.easyml.schemas.storage.StorageRoot;

/** Where datasets and models are. */
public record StorageRoots(StorageRoot models, StorageRoot datasets) {}
