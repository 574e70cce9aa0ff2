package io.easyml.audit;

import io.easyml.audit.trail.AuditTrail;
import io.easyml.audit.view.Views;
import java.util.List;
import org.springframework.stereotype.Component;

/** What an operator asks for by hand. */
@Component
class Maintenance {

    private final AuditTrail trail;
    private final Views views;

    Maintenance(AuditTrail trail, Views views) {
        this.trail = trail;
        this.views = views;
    }

    /** Does what the words ask for; false where the trail is broken. */
    boolean run(List<String> words) {
        if (words.contains("--rebuild-views")) {
            views.drop();
            trail.forEach(views::apply);
            System.out.println("The derived collections were made again from the trail.");
        }
        if (words.contains("--verify-trail")) {
            var broken = trail.firstBroken();
            System.out.println(broken.map(place -> "The trail is broken at " + place)
                    .orElse("The trail is whole: every record has the hash that it must have."));
            return broken.isEmpty();
        }
        return true;
    }
}
