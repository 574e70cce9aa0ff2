package io.easyml.trainer.tree;

import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import org.tribuo.Dataset;
import org.tribuo.Output;
import org.tribuo.common.tree.AbstractCARTTrainer;
import org.tribuo.common.tree.AbstractTrainingNode;
import org.tribuo.common.tree.Node;
import org.tribuo.provenance.TrainerProvenance;
import org.tribuo.provenance.impl.TrainerProvenanceImpl;

/**
 * Hands grown trees over to Tribuo, one at each call of {@code train}, by the door that Tribuo has for new ways to
 * grow a tree. What comes out are Tribuo's own tree models.
 */
final class GrownTreeTrainer<T extends Output<T>> extends AbstractCARTTrainer<T> {

    private final Iterator<Node<T>> roots;

    GrownTreeTrainer(Iterator<Node<T>> roots, TreeSettings settings, int features, long seed) {
        super(
                settings.maxDepth(),
                settings.minSamplesLeaf(),
                (float) settings.minImpurityDecrease(),
                (float) Math.min(1.0, settings.maxFeatures() / (double) features),
                settings.randomThresholds(),
                seed);
        this.roots = roots;
        postConfig();
    }

    @Override
    protected AbstractTrainingNode<T> mkTrainingNode(
            Dataset<T> examples, AbstractTrainingNode.LeafDeterminer leafDeterminer) {
        return new GrownNode<>(examples.size(), leafDeterminer, roots.next());
    }

    @Override
    public TrainerProvenance getProvenance() {
        return new TrainerProvenanceImpl(this);
    }

    /** A root that is grown already. */
    private static final class GrownNode<T extends Output<T>> extends AbstractTrainingNode<T> {
        private static final long serialVersionUID = 1L;

        private final transient Node<T> root;

        GrownNode(int examples, LeafDeterminer leafDeterminer, Node<T> root) {
            super(0, examples, leafDeterminer);
            this.root = root;
        }

        @Override
        public List<AbstractTrainingNode<T>> buildTree(
                int[] features, SplittableRandom random, boolean useRandomSplitPoints) {
            return List.of();
        }

        @Override
        public Node<T> convertTree() {
            return root;
        }

        @Override
        public float getWeightSum() {
            return getNumExamples();
        }

        @Override
        public double getImpurity() {
            return root.getImpurity();
        }
    }
}
