package io.easyml.trainer.tree;

import java.io.DataOutputStream;
import java.io.IOException;

/** What stands before the trees in a file. */
sealed interface TreesHeader permits ForestHeader, BoostedHeader {

    static TreesHeader of(TreeEnsemble trees) {
        return switch (trees) {
            case Forest forest -> new ForestHeader(forest);
            case BoostedTrees boosted -> new BoostedHeader(boosted);
        };
    }

    /** Of the file's format. */
    int version();

    FlatTree[] trees();

    TreeLayout layout();

    void write(DataOutputStream out) throws IOException;
}
